using System.Buffers;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Every model by itself, on vocabularies that can be read at a glance.</summary>
public class TokenModelTests
{
    [Theory]
    [InlineData("""{"type":"WordLevel","unk_token":"u","vocab":{"u":0,"ab":1}}""", "ab", "ab")]
    [InlineData("""{"type":"WordLevel","unk_token":"u","vocab":{"u":0,"ab":1}}""", "abc", "u")]
    [InlineData("""{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":3,"vocab":{"u":0,"a":1,"##a":2}}""", "aaa", "a ##a ##a")]
    [InlineData("""{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":3,"vocab":{"u":0,"a":1,"##a":2}}""", "aaaa", "u")]
    [InlineData("""{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":3,"vocab":{"u":0,"a":1,"##a":2}}""", "aab", "u")]
    [InlineData("""{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4},"merges":["a b","ab c"]}""", "abcab", "abc ab")]
    [InlineData("""{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"bc":3,"ab":4},"merges":[["b","c"],["a","b"]]}""", "abcab", "a bc ab")]
    [InlineData("""{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}""", "axbxab", "ab ab")]
    [InlineData("""{"type":"BPE","unk_token":"u","vocab":{"u":0,"a":1},"merges":[]}""", "xya", "u u a")]
    [InlineData("""{"type":"BPE","unk_token":"u","fuse_unk":true,"vocab":{"u":0,"a":1},"merges":[]}""", "xya", "u a")]
    [InlineData("""{"type":"BPE","unk_token":"u","byte_fallback":true,"vocab":{"u":0,"a":1,"<0x78>":2},"merges":[]}""", "xay", "<0x78> a u")]
    [InlineData("""{"type":"BPE","ignore_merges":true,"vocab":{"a":0,"b":1,"ab":2},"merges":[]}""", "ab", "ab")]
    [InlineData("""{"type":"BPE","ignore_merges":false,"vocab":{"a":0,"b":1,"ab":2},"merges":[]}""", "ab", "a b")]
    [InlineData("""{"type":"BPE","continuing_subword_prefix":"##","end_of_word_suffix":"</w>","vocab":{"a":0,"##b":1,"##b</w>":2,"ab":3},"merges":["a ##b"]}""", "abb", "ab ##b</w>")]
    [InlineData("""{"type":"Unigram","unk_id":0,"vocab":[["u",0],["a",-1],["aa",-2]]}""", "aaa", "a aa")]
    [InlineData("""{"type":"Unigram","unk_id":0,"vocab":[["u",0],["a",-1],["b",-9],["ab",-2]]}""", "abxyb", "ab u b")]
    [InlineData("""{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["u",0],["<0x78>",0],["<0x79>",0],["a",-1]]}""", "xya", "<0x78> <0x79> a")]
    [InlineData("""{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["u",0],["<0x78>",0],["a",-1]]}""", "xya", "u a")]
    public void WordIsSpelled(string model, string word, string pieces)
    {
        var tokenizer = TokenizerFiles.Tokenizer(TokenizerFiles.WithModel(model));
        for (int time = 0; time < 2; time++)
            Assert.Equal(pieces, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode(word)));
    }

    [Theory]
    [InlineData("""{"type":"WordLevel","unk_token":"u","vocab":{"a":0}}""")]
    [InlineData("""{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"a":0}}""")]
    [InlineData("""{"type":"BPE","unk_token":"u","vocab":{"a":0},"merges":[]}""")]
    [InlineData("""{"type":"Unigram","unk_id":null,"vocab":[["a",0]]}""")]
    public void AWordIsAnErrorWithoutAnUnknownToken(string model)
    {
        var tokenizer = TokenizerFiles.Tokenizer(TokenizerFiles.WithModel(model));
        Assert.Equal("a", TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("a")));
        string message = Assert.Throws<InvalidOperationException>(() => tokenizer.Encode("xyz")).Message;
        Assert.Contains(TokenizerFiles.FileName, message);
        Assert.Contains("xyz", message);
    }

    /// <summary>A character that is no piece by itself is no error where a longer piece has it.</summary>
    [Theory]
    [InlineData("ab", "ab")]
    [InlineData("aab", "a ab")]
    [InlineData("abc", "a bc")]
    [InlineData("abca", "a bc a")]
    public void UnigramWithoutAnUnknownTokenSpellsWhatItCan(string word, string pieces)
    {
        var tokenizer = TokenizerFiles.Tokenizer(TokenizerFiles.WithModel("""{"type":"Unigram","unk_id":null,"vocab":[["a",-1],["ab",-2],["bc",-2]],"byte_fallback":false}"""));
        Assert.Equal(pieces, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode(word)));
        Assert.Contains("'b'", Assert.Throws<InvalidOperationException>(() => tokenizer.Encode("b")).Message);
    }

    /// <summary>A text without pre-tokenizer is spelled by segments; the places are those of the whole text.</summary>
    [Fact]
    public void SegmentsOfALongTextHaveItsPlaces()
    {
        var file = TokenizerFiles.WithModel("""{"type":"BPE","unk_token":"u","vocab":{"u":0,"\u2581":1,"a":2,"\u2581a":3,"\u2581\u2581":4},"merges":["\u2581 a","\u2581 \u2581"]}""");
        file["normalizer"] = JsonNode.Parse("""{"type":"Replace","pattern":{"String":" "},"content":"\u2581"}""");
        var tokenizer = TokenizerFiles.Tokenizer(file);
        var encoding = tokenizer.Encode("a a   aba");
        Assert.Equal("a \u2581a \u2581\u2581 \u2581a u a", TokenizerFiles.Pieces(tokenizer, encoding));
        Assert.Equal("a, a,  , a,b,a", string.Join(',', encoding.Offsets.Select(range => "a a   aba"[range])));
    }

    /// <summary>Words that are met again are remembered; the buffers are a thread's own.</summary>
    [Theory]
    [InlineData("wp-bert-uncased")]
    [InlineData("bl-roberta-prefix-space")]
    [InlineData("bl-qwen")]
    [InlineData("bpe-llama2")]
    [InlineData("bpe-metaspace-first")]
    [InlineData("uni-xlmr")]
    [InlineData("uni-albert")]
    [InlineData("wl-digits-punctuation")]
    public void KnownWordsAllocateNothing(string name)
    {
        var tokenizer = TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), name);
        var ids = new ArrayBufferWriter<int>(1 << 16);
        string text = string.Concat(Enumerable.Repeat("Rowing the T\u00ebxt, \u4e2d of 12 numbers!! unheardof \ud83d\ude00 it's ", 20));
        // The steady state is reached when the runtime has compiled what is called often a second time, on a thread of its own.
        long allocated = -1;
        for (var watch = Stopwatch.StartNew(); allocated != 0 && watch.Elapsed < TimeSpan.FromSeconds(20);)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int times = 0; times < 20; times++)
            {
                ids.ResetWrittenCount();
                tokenizer.Encode(text, ids);
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void DropoutIsRefused()
    {
        var file = TokenizerFiles.WithModel("""{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}""");
        Assert.Contains("dropout", Assert.Throws<NotSupportedException>(() => TokenizerFiles.Load(file)).Message);
    }
}

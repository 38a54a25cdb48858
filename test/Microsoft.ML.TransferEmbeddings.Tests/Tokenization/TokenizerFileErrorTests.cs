using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Files that are strange or large, and single kinds of damage. Fuzz/ has the thousands.</summary>
public class TokenizerFileErrorTests
{
    [Theory]
    [InlineData("model")]
    [InlineData("normalizer")]
    [InlineData("pre_tokenizer")]
    [InlineData("post_processor")]
    public void UnknownComponentIsNamed(string component)
    {
        var file = TinyVocabulary.TokenizerJson();
        file[component]!["type"] = "Quantum";
        string message = Assert.Throws<NotSupportedException>(() => TokenizerFiles.Load(file)).Message;
        Assert.Contains(TokenizerFiles.FileName, message);
        Assert.Contains(component, message);
        Assert.Contains("Quantum", message);
    }

    [Theory]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Strip","strip_left":1,"strip_right":true}]}""", "normalizer.normalizers[1].strip_left")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"?"}""", "precompiled_charsmap")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{},"content":""}""", "normalizer.pattern.Regex")]
    [InlineData("pre_tokenizer", """{"type":"CharDelimiterSplit","delimiter":"ab"}""", "pre_tokenizer.delimiter")]
    [InlineData("pre_tokenizer", """{"type":"FixedLength","length":0}""", "pre_tokenizer.length")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"_","prepend_scheme":"always","add_prefix_space":false}""", "add_prefix_space")]
    [InlineData("post_processor", """{"type":"BertProcessing","cls":["[CLS]"],"sep":["[SEP]",3]}""", "post_processor.cls")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{}}""", "post_processor.single")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}}],"pair":[],"special_tokens":{}}""", "post_processor.single[0].SpecialToken.id")]
    [InlineData("truncation", """{"max_length":-1,"strategy":"LongestFirst","stride":0}""", "truncation.max_length")]
    [InlineData("padding", """{"strategy":{"Fixed":2000000000},"direction":"Right","pad_id":0,"pad_type_id":0}""", "padding.strategy.Fixed")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}""", "model.merges")]
    [InlineData("model", """{"type":"WordLevel","vocab":{"a":2000000000},"unk_token":"a"}""", "model.vocab")]
    [InlineData("model", """{"type":"WordLevel","vocab":{"a":"b"},"unk_token":"a"}""", "model.vocab")]
    [InlineData("model", """{"type":"Unigram","unk_id":5,"vocab":[["a",0]]}""", "model.unk_id")]
    [InlineData("model", """{"type":"Unigram","unk_id":0,"vocab":[["a"]]}""", "model.vocab")]
    public void DamageIsNamed(string component, string value, string place)
    {
        var file = TinyVocabulary.TokenizerJson();
        file[component] = JsonNode.Parse(value);
        string message = Assert.Throws<InvalidDataException>(() => TokenizerFiles.Load(file)).Message;
        Assert.Contains(TokenizerFiles.FileName, message);
        Assert.Contains(place, message);
    }

    [Fact]
    public void AnUnreadableRegexIsNamed()
    {
        var file = TinyVocabulary.TokenizerJson();
        file["pre_tokenizer"] = new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = "(" }, ["behavior"] = "Isolated", ["invert"] = false };
        var error = Assert.ThrowsAny<Exception>(() => TokenizerFiles.Load(file));
        Assert.True(error is NotSupportedException or InvalidDataException, error.ToString());
        Assert.Contains(TokenizerFiles.FileName, error.Message);
        Assert.Contains("pre_tokenizer.pattern", error.Message);
    }

    [Fact]
    public void AQuarterMillionPiecesLoadInTwoSeconds()
    {
        const int pieces = 250_000;
        string scores = string.Concat(Enumerable.Range(1, pieces - 1).Select(i => string.Create(CultureInfo.InvariantCulture, $",[\"\u2581{Word(i)}\",{-i / 1e4}]")));
        string ids = string.Join(',', Words(pieces).Select((word, id) => $"\"{word}\":{id}"));
        string merges = string.Join(',', Words(pieces).Where(word => word.Length > 1).Select(word => $"[\"{word[..^1]}\",\"{word[^1]}\"]"));
        byte[] unigram = Encoding.UTF8.GetBytes("{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0]" + scores + "]}}");
        byte[] bpe = Encoding.UTF8.GetBytes("{\"model\":{\"type\":\"BPE\",\"vocab\":{" + ids + "},\"merges\":[" + merges + "]}}");
        foreach (byte[] file in new[] { unigram, bpe })
        {
            var watch = Stopwatch.StartNew();
            var tokenizer = new HuggingFaceTokenizer(TokenizerJson.Load(file, TokenizerFiles.FileName));
            watch.Stop();
            Assert.Equal(pieces, tokenizer.VocabularySize);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
        }
    }

    private static IEnumerable<string> Words(int count) => Enumerable.Range(0, count).Select(Word);

    /// <summary>Letters, words of two letters and so on: each but the first ones is a word before it and a letter.</summary>
    private static string Word(int number)
    {
        string letters = "";
        for (int rest = number + 1; rest > 0; rest = (rest - 1) / 26)
            letters = (char)('a' + (rest - 1) % 26) + letters;
        return letters;
    }
}

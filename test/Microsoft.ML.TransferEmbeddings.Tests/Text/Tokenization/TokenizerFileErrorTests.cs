using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization;

/// <summary>Files that are damaged, strange or large.</summary>
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

    /// <summary>A file with bytes, values or whole parts changed either says what is wrong with it or works; it never hangs or takes memory without bound.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MutatedFilesGiveAnErrorOrAResult(int seed)
    {
        var random = new Random(seed);
        byte[][] originals = [.. TokenizerFiles.Examples().Select(TokenizerFiles.Bytes)];
        const string text = "Rowing  the T\u00ebxt [MASK]\n\u4e2d 12 \ud83d\ude00 abcab xyz";
        var watch = Stopwatch.StartNew();
        int loaded = 0;
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutated = Mutate(originals[random.Next(originals.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var tokenizer = new HuggingFaceTokenizer(TokenizerJson.Load(mutated, TokenizerFiles.FileName));
                loaded++;
                _ = tokenizer.Encode(text, text).Overflowing.Count;
                _ = tokenizer.CountTokens(text);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.Contains(TokenizerFiles.FileName, e.Message);
            }
            catch (InvalidOperationException e) when (e.Message.Contains(TokenizerFiles.FileName))
            {
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, Encoding.UTF8.GetString(mutated));
        }
        Assert.True(loaded > 250, $"{loaded} files were read");
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), watch.Elapsed.ToString());
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

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (int times = random.Next(1, 3); times > 0; times--)
        {
            int place = random.Next(bytes.Count), count = Math.Min(random.Next(1, 30), bytes.Count - place);
            switch (random.Next(12))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, count);
                    break;
                case 2:
                    bytes.InsertRange(place, bytes.GetRange(random.Next(bytes.Count - count + 1), count));
                    break;
                default:
                    ReplaceValue(bytes, place, random);
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add((byte)'{');
        }
        return [.. bytes];
    }

    /// <summary>Puts another value in the place of a number, a word or a text, so that the file stays JSON.</summary>
    private static void ReplaceValue(List<byte> bytes, int place, Random random)
    {
        string[] values = ["null", "true", "false", "0", "-1", "1e9", "2147483647", "99999999999", "\"\"", "\"Left\"", "\"BPE\"", "[]", "{}", "\"\\u2581\"", "\"[a-\"", "\"(a*)*b\""];
        int start = bytes.FindIndex(place, b => b is (byte)':' or (byte)',') + 1;
        if (start == 0)
            return;
        int end = bytes.FindIndex(start, b => b is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0)
            return;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
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

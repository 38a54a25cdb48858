using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization;

/// <summary>Ids against those of Hugging Face's tokenizers, for texts on which ports usually fail.</summary>
public class WordPieceTests
{
    [Theory]
    [InlineData("wp-bert-uncased")]
    [InlineData("wp-bert-cased-multilingual")]
    [InlineData("wp-lower-keep-accents")]
    [InlineData("wp-mpnet")]
    [InlineData("added-wordpiece")]
    public void IdsOfTheSuiteAreEqual(string name)
    {
        var tokenizer = TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), name);
        var file = SharedFiles.Json($"tokenizers/suite/{name}/tokenizer.json");
        int maxTokens = (int?)file["truncation"]?["max_length"] ?? int.MaxValue;
        var padding = file["padding"]?["pad_id"];
        AssertIds(tokenizer, SharedFiles.Json("tokenizers/suite/texts.json").AsArray(), SharedFiles.Json($"tokenizers/suite/{name}/expected.json"), maxTokens, (int?)padding);
    }

    [Theory]
    [InlineData("all-minilm-l6-v2-tokenizer.json", "expected-all-minilm-l6-v2-as-filed.json", 128)]
    [InlineData("all-minilm-l6-v2-tokenizer.json", "expected-all-MiniLM-L6-v2.json", 256)]
    [InlineData("e5-small-v2-tokenizer.json", "expected-e5-small-v2.json", 512)]
    public void IdsOfRealTokenizersAreEqual(string tokenizerFile, string expectedFile, int maxTokens)
    {
        var tokenizer = TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/{tokenizerFile}")), tokenizerFile);
        var expected = SharedFiles.Json($"tokenizers/{expectedFile}");
        AssertIds(tokenizer, SharedFiles.Json("tokenizers/suite/texts.json").AsArray(), expected, maxTokens, null);
    }

    [Fact]
    public void IdsOfAVocabularyFileAreEqual()
    {
        const string file = "tokenizers/bert-base-uncased-vocab.txt";
        var tokenizer = BertVocabulary.Load(File.ReadAllBytes(SharedFiles.Find(file)), file, VocabularySettings.Read(null));
        AssertIds(tokenizer, SharedFiles.Json("tokenizers/suite/texts.json").AsArray(), SharedFiles.Json("tokenizers/expected-bert-base-uncased-vocab.json"), int.MaxValue, null);
    }

    private static void AssertIds(ITextTokenizer tokenizer, JsonArray texts, JsonNode expected, int maxTokens, int? paddingId)
    {
        var wrong = new List<string>();
        for (int i = 0; i < texts.Count; i++)
        {
            string text = (string)texts[i]!;
            int[] ids = [.. expected["ids"]![i]!.AsArray().Select(id => (int)id!)];
            // The reference has the padding of the tokenizer file; ours pads batches, not texts.
            if (expected["attention_mask"]?[i.ToString()] is JsonArray mask)
                ids = [.. ids.Where((_, position) => (int)mask[position]! == 1)];
            if (!ids.SequenceEqual(Encode(tokenizer, text, maxTokens)))
                wrong.Add($"{i}: {text[..Math.Min(60, text.Length)]}\n  expected {string.Join(' ', ids.Take(40))}\n  actual   {string.Join(' ', Encode(tokenizer, text, maxTokens).Take(40))}");
            if (expected["plain_ids"]?.AsArray() is { } plain && i < plain.Count && maxTokens == int.MaxValue && paddingId is null)
                Assert.Equal(plain[i]!.AsArray().Select(id => (int)id!), Encode(tokenizer, text, maxTokens, addSpecialTokens: false));
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {texts.Count} texts:\n{string.Join('\n', wrong)}");
    }

    private static int[] Encode(ITextTokenizer tokenizer, string text, int maxTokens, bool addSpecialTokens = true)
    {
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Encode(text, ids, maxTokens, addSpecialTokens);
        return ids.WrittenSpan.ToArray();
    }
}

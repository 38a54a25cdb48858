using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Tokenizers of published models against Hugging Face's library, with the truncation and padding that the reference values were made with.</summary>
public class RealTokenizerTests
{
    [Theory]
    [InlineData("tokenizers/all-minilm-l6-v2-tokenizer.json", "all-minilm-l6-v2-as-filed", -1)]
    [InlineData("models/all-MiniLM-L6-v2/tokenizer.json", "all-MiniLM-L6-v2", 256)]
    [InlineData("tokenizers/e5-small-v2-tokenizer.json", "e5-small-v2", 512)]
    [InlineData("models/model2vec-fixtures/test-model-float16/tokenizer.json", "model2vec-fixtures", 0)]
    [InlineData("models/model2vec-fixtures/test-model-float32/tokenizer.json", "model2vec-fixtures", 0)]
    [InlineData("models/model2vec-fixtures/test-model-int8/tokenizer.json", "model2vec-fixtures", 0)]
    [InlineData("models/model2vec-fixtures/test-model-vocab-quantized/tokenizer.json", "model2vec-bge-base-vq64", 0)]
    [InlineData("models/model2vec-bge-base-vq64/tokenizer.json", "model2vec-bge-base-vq64", 0)]
    [InlineData("models/wordllama-l2-256/tokenizer.json", "wordllama-l2-256", 0)]
    public void EncodingsAreEqual(string file, string expected, int maxTokens) =>
        AssertEqual(TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find(file)), file), expected, maxTokens);

    [Fact]
    public void EncodingsOfAVocabularyFileAreEqual()
    {
        const string file = "tokenizers/bert-base-uncased-vocab.txt";
        AssertEqual(TokenizerFolder.Load([ModelFile.FromFile(SharedFiles.Find(file)).Named("vocab.txt")], ""), "bert-base-uncased-vocab", 0);
    }

    /// <param name="pipeline">The tokenizer as its file says.</param>
    /// <param name="name">The reference values.</param>
    /// <param name="maxTokens">Truncation in place of the file's, without padding; 0 for none; negative for what the file says.</param>
    private static void AssertEqual(TokenizerPipeline pipeline, string name, int maxTokens)
    {
        if (maxTokens >= 0)
        {
            var truncation = maxTokens == 0 ? null : new Truncation(maxTokens, TruncationStrategy.LongestFirst, 0, FromLeft: false, name);
            pipeline = new TokenizerPipeline(pipeline.Components with { Truncation = truncation, Padding = null });
        }
        var tokenizer = new HuggingFaceTokenizer(pipeline);
        var expected = new ExpectedEncodings($"tokenizers/expected-{name}.json");
        for (int text = 0; text < expected.Texts.Length; text++)
            expected.CheckText(tokenizer, text);
        foreach (var pair in expected["pairs"].EnumerateArray())
            expected.CheckPair(tokenizer, pair);
        if (expected.Has("batch"))
            expected.CheckBatch(tokenizer);
        expected.AssertAllEqual();
    }
}

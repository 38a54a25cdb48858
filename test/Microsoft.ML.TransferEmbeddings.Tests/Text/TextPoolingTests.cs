using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Every pooling of sentence-transformers, alone and side by side.</summary>
public sealed class TextPoolingTests : IDisposable
{
    private static readonly float[] Tokens = [1, -2, 4, 0, 3, 8];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cls", 0, 1, -2)]
    [InlineData("cls", 1, 4, 0)]
    [InlineData("lasttoken", 0, 3, 8)]
    [InlineData("max", 0, 4, 8)]
    [InlineData("max", 2, 3, 8)]
    [InlineData("mean", 0, 8 / 3f, 2)]
    [InlineData("mean", 1, 3.5f, 4)]
    [InlineData("mean_sqrt_len_tokens", 0, 8 / 1.7320508f, 6 / 1.7320508f)]
    [InlineData("weightedmean", 0, (1 + 8 + 9) / 6f, (-2 + 24) / 6f)]
    [InlineData("weightedmean", 1, (8 + 9) / 5f, 24 / 5f)]
    public void PoolingIsComputed(string name, int first, float x, float y)
    {
        var pooling = new TokenPooling(TextPooling.Parse(name), tokenDimension: 2);
        var vector = new float[pooling.Dimension];
        pooling.Pool(Tokens, first, vector);
        Assert.Equal([x, y], vector, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData("cls")]
    [InlineData("lasttoken")]
    [InlineData("max")]
    [InlineData("min")]
    [InlineData("mean")]
    [InlineData("mean_sqrt_len_tokens")]
    [InlineData("weightedmean")]
    [InlineData("min+mean+max")]
    public void WithoutATokenThatCountsThereAreZeros(string name)
    {
        var pooling = new TokenPooling(TextPooling.Parse(name), tokenDimension: 2);
        foreach (var (tokens, first) in new[] { (Tokens, 3), (Tokens, 4), ([], 0), ([], 2) })
        {
            float[] vector = [.. Enumerable.Repeat(float.NaN, pooling.Dimension)];
            pooling.Pool(tokens, first, vector);
            Assert.Equal(new float[pooling.Dimension], vector);
        }
    }

    [Fact]
    public void EmptyTextBehindAPromptThatDoesNotCountHasZeros()
    {
        // No special tokens: behind the prompt there is nothing at all.
        TinyOnnxModel.Write(folder["model"]);
        var file = TinyVocabulary.TokenizerJson();
        file["post_processor"] = null;
        File.WriteAllText(folder["model/tokenizer.json"], file.ToJsonString());
        TinyModules.Write(folder["model"], "Pooling", "Normalize");
        foreach (string mode in TextPooling.Parse("cls+lasttoken+max+mean+mean_sqrt_len_tokens+weightedmean").Modes)
        {
            TinyModules.WritePooling(folder["model"], $$"""{"pooling_mode": "{{mode}}", "include_prompt": false}""");
            using var model = TextEmbeddingModel.FromDirectory(folder["model"], new() { Prompt = "the good " });
            Assert.Equal(new float[model.Dimension], model.Embed(""));
            Assert.Equal([model.Embed(""), model.Embed("text")], model.Embed(["", "text"]), (a, b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5f));
            Assert.NotEqual(model.Embed(""), model.Embed("text"));
        }
    }

    [Fact]
    public void PoolingsStandSideBySideInTheirOrder()
    {
        var pooling = TextPooling.Concatenate(TextPooling.LastToken, TextPooling.Cls, TextPooling.Max);
        var tokens = new TokenPooling(pooling, tokenDimension: 2);
        var vector = new float[tokens.Dimension];
        tokens.Pool(Tokens, first: 0, vector);
        Assert.Equal([3, 8, 1, -2, 4, 8], vector);
        Assert.Equal("lasttoken+cls+max", pooling.ToString());
        Assert.Equal(pooling, TextPooling.Parse("lasttoken+cls+max"));
        Assert.NotEqual(pooling, TextPooling.Concatenate(TextPooling.Cls, TextPooling.LastToken, TextPooling.Max));
    }

    [Fact]
    public void UnknownNamesAreRefused()
    {
        Assert.Contains("weightedmean", Assert.Throws<FormatException>(() => TextPooling.Parse("mean+median")).Message);
        Assert.Throws<ArgumentException>(() => TextPooling.Concatenate());
        Assert.Throws<ArgumentException>(() => TextPooling.Parse(""));
    }

    /// <summary>A tokenizer that pads on the left changes nothing: no vector sees padding.</summary>
    [Theory]
    [InlineData("lasttoken")]
    [InlineData("weightedmean+cls")]
    public void TheSideOfPaddingDoesNotMatter(string pooling)
    {
        TinyOnnxModel.Write(folder["model"], withPositions: true);
        var options = new TextEmbeddingModelOptions { Pooling = TextPooling.Parse(pooling) };
        using var right = TextEmbeddingModel.FromDirectory(folder["model"], options);
        File.WriteAllText(folder["model/tokenizer_config.json"], """{"padding_side": "left"}""");
        using var left = TextEmbeddingModel.FromDirectory(folder["model"], options);
        string[] texts = ["the good text of row number", "the good text of row", "the bad text of the row"];
        var together = left.Embed(texts, new EmbeddingExecutionOptions { MaxBatchTokens = 1000 });
        for (int i = 0; i < texts.Length; i++)
            Assert.Equal(right.Embed(texts[i]), together[i], (a, b) => Math.Abs(a - b) < 1e-5f);
    }
}

using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.StaticText;

/// <summary><c>max_length</c> of a Model2Vec folder's config.json.</summary>
public sealed class MaxLengthTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ANumberCutsTextsThere()
    {
        Write("2");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(2, model.Describe().MaxTokens);
        Assert.Equal(model.Embed("good"), model.Embed("good good bad bad"));
        Assert.Equal(1, model.TruncatedInputs);
        using var told = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = 4 });
        Assert.NotEqual(told.Embed("good"), told.Embed("good good bad bad"));
    }

    [Fact]
    public void NullCutsNone()
    {
        Write("null");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Null(model.Describe().MaxTokens);
        Assert.NotEqual(model.Embed("good"), model.Embed(string.Concat(Enumerable.Repeat("good ", 600)) + "bad"));
        Assert.Equal(0, model.TruncatedInputs);
    }

    [Fact]
    public void WithoutItThereAre512()
    {
        Write(maxLength: null);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(512, model.Describe().MaxTokens);
        Assert.Equal(model.Embed(string.Concat(Enumerable.Repeat("good ", 512))), model.Embed(string.Concat(Enumerable.Repeat("good ", 512)) + "bad"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("\"2\"")]
    public void AnythingElseIsRefused(string maxLength)
    {
        Write(maxLength);
        string message = Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model)).Message;
        Assert.All(["config.json", "max_length"], part => Assert.Contains(part, message));
    }

    /// <summary>In the original they are taken out after the cut.</summary>
    [Fact]
    public void UnknownTokensTakeTheirPlace()
    {
        Write("2");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(model.Embed("good"), model.Embed("☃ good ☃ bad"));
        Assert.Equal(1, model.TruncatedInputs);
    }

    [Fact]
    public void AnOnnxExportOfSuchAModelIsCutInTheSameWay()
    {
        TinyOnnxModel.Write(Model, withTypeIds: false);
        foreach (var (maxLength, text, same) in new[] { ("2", "☃ good bad row row", "good"), ("null", "good bad row row", "good bad row row"), ("2", "good bad", "good bad") })
        {
            File.WriteAllText(folder["model/config.json"], $$"""{"model_type": "model2vec", "max_length": {{maxLength}}}""");
            using var model = TextEmbeddingModel.FromDirectory(Model);
            Assert.Equal(maxLength == "null" ? null : 2, model.Describe().MaxTokens);
            Assert.Equal(model.Embed(same), model.Embed(text));
        }
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("512")]
    public void SavedItIsWritten(string maxLength)
    {
        Write(maxLength);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        model.SaveToDirectory(folder["saved"]);
        var config = JsonNode.Parse(File.ReadAllText(folder["saved/config.json"]))!.AsObject();
        Assert.True(config.TryGetPropertyValue("max_length", out var written));
        Assert.Equal(maxLength, written?.ToJsonString() ?? "null");
        using var read = TextEmbeddingModel.FromDirectory(folder["saved"]);
        Assert.Equal(model.Fingerprint, read.Fingerprint);
    }

    /// <summary>Half of the tokens are long, so that the cut in characters, which comes first, leaves these texts alone.</summary>
    private void Write(string? maxLength)
    {
        string[] words = ["[UNK]", "good", "bad", .. Enumerable.Range(0, 5).Select(i => $"a long token {i}")];
        TinyTensors.Write(folder["model/model.safetensors"], TinyTensors.Singles("embeddings", TinyTensors.Random(1, 2 * words.Length), words.Length, 2));
        File.WriteAllText(folder["model/tokenizer.json"], TokenizerFiles.WordLevel("null", """{"type": "WhitespaceSplit"}""", words[1..]).ToJsonString());
        File.WriteAllText(folder["model/config.json"], $$"""{"model_type": "model2vec", "normalize": false{{(maxLength is null ? "" : $", \"max_length\": {maxLength}")}}}""");
    }
}

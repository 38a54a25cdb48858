using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>Prompts by name and text, and shortened vectors.</summary>
public sealed class PromptTests : IDisposable
{
    private const string Text = "text of row number 7";
    private readonly TemporaryFolder folder = new();

    public PromptTests()
    {
        TinyOnnxModel.Write(Model);
        TinyModules.Write(Model, "Pooling", "Normalize");
        TinyModules.WritePrompts(Model, """{"prompts": {"query": "the good ", "passage": "bad "}, "default_prompt_name": null}""");
    }

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void APromptStandsBeforeTheText()
    {
        using var model = TextEmbeddingModel.FromDirectory(Model);
        using var named = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query" });
        using var text = TextEmbeddingModel.FromDirectory(Model, new() { Prompt = "the good " });
        using var query = model.WithPrompt("query");
        using var none = query.WithPromptText("");
        float[] expected = model.Embed("the good " + Text);
        Assert.Equal(expected, named.Embed(Text));
        Assert.Equal(expected, text.Embed(Text));
        Assert.Equal(expected, query.Embed(Text));
        Assert.Equal(expected, query.Embed([Text]).Single());
        Assert.NotEqual(expected, model.Embed(Text));
        Assert.Equal(query.Fingerprint, named.Fingerprint);
        Assert.Equal(model.Fingerprint, none.Fingerprint);
        Assert.NotEqual(model.Fingerprint, query.Fingerprint);
        Assert.Equal(("", "the good "), (model.Describe().Prompt, query.Describe().Prompt));
    }

    [Fact]
    public void TheFoldersDefaultIsUsedUnlessTold()
    {
        TinyModules.WritePrompts(Model, """{"prompts": {"query": "the good ", "passage": "bad "}, "default_prompt_name": "query"}""");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        using var passage = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "passage" });
        using var none = TextEmbeddingModel.FromDirectory(Model, new() { Prompt = "" });
        Assert.Equal(["the good ", "bad ", ""], new[] { model, passage, none }.Select(other => other.Describe().Prompt));
    }

    [Fact]
    public void StagesOfOneModelHaveTheirOwnPrompts()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Question = Text, Answer = "row number 8" }]);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        using var query = model.WithPrompt("query");
        using var passage = model.WithPrompt("passage");
        using var chain = ml.Transforms.Text.EmbedText("Q", "Question", query).Append(ml.Transforms.Text.EmbedText("A", "Answer", passage)).Fit(data);
        ml.Model.Save(chain, data.Schema, folder["model.zip"]);
        var loaded = ml.Model.Load(folder["model.zip"], out _);
        var rows = loaded.Transform(data);
        Assert.Equal(model.Embed("the good " + Text), rows.GetColumn<float[]>("Q").Single());
        Assert.Equal(model.Embed("bad row number 8"), rows.GetColumn<float[]>("A").Single());
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void APromptThatDoesNotCountIsReadAndNotPooled()
    {
        using var included = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query" });
        TinyModules.WritePooling(Model, """{"pooling_mode": "mean", "include_prompt": false}""");
        using var excluded = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query" });
        using var plain = excluded.WithPromptText("");
        Assert.NotEqual(included.Embed(Text), excluded.Embed(Text));
        Assert.NotEqual(plain.Embed(Text), excluded.Embed(Text));
        // A text's last token is the same whether or not the prompt counts.
        using var last = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query", Pooling = TextPooling.LastToken });
        TinyModules.WritePooling(Model, """{"pooling_mode": "mean", "include_prompt": true}""");
        using var lastIncluded = TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query", Pooling = TextPooling.LastToken });
        Assert.Equal(last.Embed(Text), lastIncluded.Embed(Text));
    }

    [Fact]
    public void AStaticModelHasPromptsToo()
    {
        TinyStaticModel.Write(folder["static"]);
        TinyModules.WritePrompts(folder["static"], """{"prompts": {"query": "the good "}}""");
        using var model = TextEmbeddingModel.FromDirectory(folder["static"]);
        using var query = model.WithPrompt("query");
        Assert.Equal(model.Embed("the good " + Text), query.Embed(Text));
    }

    [Fact]
    public void UnknownAndEndlessPromptsAreRefused()
    {
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.All(["'other'", "'passage'", "'query'"], name => Assert.Contains(name, Assert.Throws<ArgumentException>(() => model.WithPrompt("other")).Message));
        Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "other" }));
        Assert.Contains("prompt", Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(Model, new() { PromptName = "query", MaxTokens = 4 })).Message);
        TinyModules.WritePrompts(Model, """{"prompts": {}, "default_prompt_name": "query"}""");
        Assert.Contains("default_prompt_name", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model)).Message);
    }

    [Fact]
    public void VectorsAreCutAfterAllModulesAndRenormalizedIfAsked()
    {
        using var whole = TextEmbeddingModel.FromDirectory(Model);
        using var cut = TextEmbeddingModel.FromDirectory(Model, new() { Dimensions = 5 });
        using var normalized = TextEmbeddingModel.FromDirectory(Model, new() { Dimensions = 5, Normalize = true });
        Assert.Equal((5, 5), (cut.Dimension, normalized.Dimension));
        Assert.Equal(whole.Embed(Text)[..5], cut.Embed(Text));
        Assert.Equal(1, TensorPrimitives.Norm<float>(normalized.Embed(Text)), 1e-6f);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(cut.Embed(Text), normalized.Embed(Text)), 1e-6f);

        TinyModules.WritePrompts(Model, """{"truncate_dim": 5}""");
        using var folders = TextEmbeddingModel.FromDirectory(Model);
        using var more = TextEmbeddingModel.FromDirectory(Model, new() { Dimensions = 7 });
        Assert.Equal(cut.Fingerprint, folders.Fingerprint);
        Assert.Equal(7, more.Dimension);
        Assert.Contains("12", Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(Model, new() { Dimensions = 13 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextEmbeddingModelOptions { Dimensions = 0 });
    }
}

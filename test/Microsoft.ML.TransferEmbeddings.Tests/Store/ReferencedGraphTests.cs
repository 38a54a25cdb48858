using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>A zip that refers to a graph of the user's choice, and models that no zip can refer to. Alone, because the places where models are looked for are those of the process.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ReferencedGraphTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert", Graph = "onnx/model_int8.onnx";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly IDataView data = new MLContext().Data.LoadFromEnumerable([new { Input = "the good text" }, new { Input = "bad" }]);
    private LoopbackHub hub = null!;
    private StoreEnvironment environment = null!;
    private string commit = "";

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        TinyOnnxModel.Write(folder["other"], seed: 2);
        HubModels.WriteBert(folder["source"]);
        File.Move(folder["other/model.onnx"], folder[$"source/{Graph}"]);
        commit = hub.Add(Bert, folder["source"]);
        environment = new StoreEnvironment(folder["store"], hub.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        environment.Dispose();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ErrorsSayWhichGraphToFetch()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions(), new() { GraphFile = Graph }));
        string call = $"ModelStore.DownloadAsync(\"{Bert}\", new ModelDownloadOptions {{ Revision = \"{commit}\", GraphFile = \"{Graph}\" }})";
        environment.UseStore(folder["empty"]);
        await ModelStore.FromEnvironment().DownloadAsync(Bert);
        Assert.Contains(call, Assert.IsType<FileNotFoundException>(LoadError()).Message);

        File.WriteAllText(Path.Combine(folder["empty"], "models--tests--tiny-bert", "snapshots", commit, Graph), "other bytes");
        Assert.Contains(call, Assert.IsType<InvalidDataException>(LoadError()).Message);
        await ModelStore.FromEnvironment().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit, GraphFile = Graph });
        Assert.Equal(2, Load().Length);
    }

    [Fact]
    public async Task AStaticModelHasNoGraph()
    {
        string staticCommit = hub.Add("tests/tiny-static", HubModels.WriteStatic(folder["static"]));
        float[][] expected = Save(await TextEmbeddingModel.FromHubAsync("tests/tiny-static"));
        environment.UseStore(folder["empty"]);
        Assert.EndsWith("\" })", LoadError().Message.Split(", or ")[0]);
        await ModelStore.FromEnvironment().DownloadAsync("tests/tiny-static", new ModelDownloadOptions { Revision = staticCommit, GraphFile = null });
        Assert.Equal(expected, Load());
    }

    [Fact]
    public void ModelOfSingleFilesSaysWhyItCantBeReferredTo()
    {
        using var model = TextEmbeddingModel.FromOnnx(folder["source/onnx/model.onnx"], folder["source/vocab.txt"]);
        using var prompted = model.WithPromptText("good ");
        foreach (var other in new[] { model, prompted })
            AssertReason(other, "FromOnnx", "FromDirectory", "ModelStorage.Embedded");
    }

    [Fact]
    public void ModelMadeInMemorySaysWhyItCantBeReferredTo()
    {
        using var model = TinyWordVectors.Create(seed: 1).ToTextModel();
        AssertReason(model, "made in this process", "ModelStorage.Embedded");
    }

    [Fact]
    public void FolderWithoutAPortableNameSaysWhyItCantBeReferredTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no folder has such a name there");
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["my:model"]));
        AssertReason(model, "my:model", "Rename", "ModelStorage.Embedded");
    }

    private void AssertReason(TextEmbeddingModel model, params string[] parts)
    {
        string message = Assert.Throws<NotSupportedException>(() => ml.Transforms.Text.EmbedText("Features", new() { Model = model, Storage = ModelStorage.Reference })).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private float[][] Save(TextEmbeddingModel model)
    {
        using var stage = ml.Transforms.Text.EmbedText("Features", new() { InputColumnName = "Input", Model = model, Storage = ModelStorage.Reference }).Fit(data);
        model.Dispose();
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        return Vectors(stage);
    }

    private float[][] Load()
    {
        using var stage = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        return Vectors(stage);
    }

    private Exception LoadError() => Assert.Throws<TargetInvocationException>(() => Load()).GetBaseException();

    private float[][] Vectors(ITransformer stage) => [.. stage.Transform(data).GetColumn<float[]>("Features")];
}

using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;
using Microsoft.ML.TransferEmbeddings.Store;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.Folders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>A zip that refers to its model. Alone, because the places where models are looked for are those of the process.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ModelReferenceTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly IDataView data = new MLContext().Data.LoadFromEnumerable(
        [new Row { Input = "the good text" }, new Row { Input = "bad" }, new Row { Input = "" }]);
    private LoopbackHub hub = null!;
    private StoreEnvironment environment = null!;
    private string commit = "";

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        commit = hub.Add(Bert, HubModels.WriteBert(folder["source"]));
        environment = new StoreEnvironment(folder["store"], hub.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        environment.Dispose();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ZipHasTheNameTheRevisionAndTheHashesInPlaceOfTheBytes()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        using var zip = ZipFile.OpenRead(folder["model.zip"]);
        Assert.Equal(["Model.key", "embedding.json"], zip.Entries.Where(entry => entry.FullName.Contains("TransformerChain/")).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.Name == "embedding.json").Open());
        string manifest = reader.ReadToEnd();
        Assert.Contains(Bert, manifest);
        Assert.Contains(commit, manifest);
        Assert.Contains("onnx/model.onnx", manifest);
        Assert.Contains(LoopbackHub.IdOf("model.onnx", File.ReadAllBytes(Path.Combine(folder["source"], "onnx/model.onnx"))), manifest);
    }

    [Fact]
    public async Task LoadedStageIsTheSavedOneAndAsksNoHub()
    {
        float[][] expected = Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        int connections = hub.Requests.Count;
        Assert.Equal(expected, Load());
        Assert.Equal(connections, hub.Requests.Count);
    }

    [Fact]
    public async Task GraphOfTheUsersChoiceIsPartOfTheReference()
    {
        const string graph = "onnx/model_O2.onnx";
        string onnx = Path.Combine(folder["source"], "onnx");
        File.Copy(Path.Combine(onnx, "model.onnx"), Path.Combine(onnx, "model_O2.onnx"));
        commit = hub.Add(Bert, folder["source"]);
        float[][] expected = Save(await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions(), new() { GraphFile = graph }), ModelStorage.Reference);
        Directory.Delete(folder["store"], recursive: true);
        Assert.Contains(
            $"ModelStore.DownloadAsync(\"{Bert}\", new ModelDownloadOptions {{ Revision = \"{commit}\", GraphFile = \"{graph}\" }})", Assert.IsType<FileNotFoundException>(LoadError()).Message);
        await ModelStore.FromEnvironment().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit, GraphFile = graph });
        Assert.Equal(expected, Load());
    }

    [Fact]
    public async Task FeaturizeTextWithEmbeddingRefersToo()
    {
        using var model = await TextEmbeddingModel.FromHubAsync(Bert);
        using (var stages = ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", new() { InputColumnName = "Input", Model = model, Storage = ModelStorage.Reference }).Fit(data))
            ml.Model.Save(stages, data.Schema, folder["hybrid.zip"]);
        using (var zip = ZipFile.OpenRead(folder["hybrid.zip"]))
            Assert.DoesNotContain(zip.Entries, entry => entry.Name == "model.onnx");
        ((IDisposable)ml.Model.Load(folder["hybrid.zip"], out _)).Dispose();
        using var changed = TextEmbeddingModel.FromOnnx(Path.Combine(folder["source"], "onnx/model.onnx"), Path.Combine(folder["source"], "vocab.txt"));
        var error = Assert.Throws<NotSupportedException>(() => ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", new() { InputColumnName = "Input", Model = changed, Storage = ModelStorage.Reference }));
        Assert.Contains("FromOnnx", error.Message);
    }

    [Fact]
    public async Task SavedAgainItStillRefers()
    {
        float[][] expected = Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        var loaded = ml.Model.Load(folder["model.zip"], out var schema);
        ml.Model.Save(loaded, schema, folder["again.zip"]);
        ((IDisposable)loaded).Dispose();
        Assert.Equal(new FileInfo(folder["model.zip"]).Length, new FileInfo(folder["again.zip"]).Length);
        Assert.Equal(expected, Load("again.zip"));
    }

    [Theory]
    [InlineData(ModelStorage.Embedded)]
    [InlineData(ModelStorage.Reference)]
    public async Task EveryZipHasTheFirstFormatThatIsKept(ModelStorage storage)
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), storage);
        using var zip = ZipFile.OpenRead(folder["model.zip"]);
        using var stream = zip.Entries.Single(entry => entry.FullName.EndsWith("TransformerChain/Model.key", StringComparison.Ordinal)).Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        int signature = content.ToArray().AsSpan().IndexOf("TREMBEDS"u8);
        // ML.NET's header: model signature (8), version written (4), version readable (4).
        Assert.Equal([0x00020001u, 0x00020001u], MemoryMarshal.Cast<byte, uint>(content.ToArray().AsSpan(signature + 8, 8)).ToArray());
    }

    [Fact]
    public async Task ZipWithTheBytesSaysNothingOfReferences()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Embedded);
        Directory.Delete(folder["store"], recursive: true);
        Assert.Equal(3, Load().Length);
        using var zip = ZipFile.OpenRead(folder["model.zip"]);
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.Name == "embedding.json").Open());
        string manifest = reader.ReadToEnd();
        Assert.DoesNotContain("\"reference\"", manifest);
        Assert.DoesNotContain("\"path\"", manifest);
    }

    [Fact]
    public async Task MissingModelIsNamedWithThePlacesAndTheCure()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        Directory.Delete(folder["store"], recursive: true);
        environment.Set(StoreEnvironment.ModelsFolder, folder["models"]);
        var error = Assert.IsType<FileNotFoundException>(LoadError());
        foreach (string part in (string[])[Bert, commit, "onnx/model.onnx", folder["store"], folder["models"], StoreEnvironment.ModelsFolder, $"ModelStore.DownloadAsync(\"{Bert}\", new ModelDownloadOptions {{ Revision = \"{commit}\", GraphFile = \"onnx/model.onnx\" }})"])
            Assert.Contains(part, error.Message);

        await ModelStore.FromEnvironment().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.Equal(3, Load().Length);
    }

    [Fact]
    public async Task OtherBytesAreRefused()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        string file = new FileInfo(Path.Combine(folder["store"], "models--tests--tiny-bert", "snapshots", commit, "onnx", "model.onnx")).ResolveLinkTarget(true)!.FullName;
        byte[] content = File.ReadAllBytes(file);
        content[^1] ^= 1;
        File.WriteAllBytes(file, content);
        var error = Assert.IsType<InvalidDataException>(LoadError());
        Assert.Contains("onnx/model.onnx", error.Message);
        Assert.Contains(Bert, error.Message);
        Assert.Contains("other vectors", error.Message);

        // As the message says.
        await ModelStore.FromEnvironment().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.Equal(3, Load().Length);
    }

    [Theory]
    [InlineData("tests/tiny-bert")]
    [InlineData("tiny-bert")]
    public async Task FolderOfModelFoldersComesBeforeTheStore(string place)
    {
        float[][] expected = Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        Directory.Delete(folder["store"], recursive: true);
        HubModels.WriteBert(Path.Combine(folder["models"], place));
        environment.Set(StoreEnvironment.ModelsFolder, folder["models"]);
        Assert.Equal(expected, Load());
    }

    [Fact]
    public void ModelOfAFolderIsFoundByTheFoldersName()
    {
        TinyStaticModel.Write(folder["first/my model"]);
        float[][] expected = Save(TextEmbeddingModel.FromDirectory(folder["first/my model"]), ModelStorage.Reference);
        Assert.IsType<FileNotFoundException>(LoadError());
        Directory.Move(folder["first"], folder["second"]);
        environment.Set(StoreEnvironment.ModelsFolder, folder["second"]);
        Assert.Equal(expected, Load());

        TinyStaticModel.Write(folder["second/my model"], seed: 2);
        Assert.IsType<InvalidDataException>(LoadError());
    }

    [Fact]
    public async Task ResolverComesFirstAndMayDownload()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        ModelReference? asked = null;
        var first = new ModelLocations
        {
            Resolver = reference =>
            {
                asked = reference;
                return Store("second").DownloadAsync(reference.Name, new ModelDownloadOptions { Revision = reference.Revision! }).GetAwaiter().GetResult();
            },
            Store = Store("empty"),
        };
        Assert.Equal(["model.onnx", "vocab.txt", "tokenizer_config.json", "config.json"], Read(first).Select(part => part.Name));
        Assert.Equal((Bert, commit), (asked!.Name, asked.Revision));

        Assert.Contains("which gave null", Assert.Throws<FileNotFoundException>(() => Read(first with { Resolver = _ => null })).Message);
        Assert.Contains(folder["nowhere"], Assert.Throws<FileNotFoundException>(() => Read(first with { Resolver = _ => folder["nowhere"] })).Message);
    }

    [Fact]
    public async Task EveryLoadHasPlacesOfItsOwn()
    {
        Save(await TextEmbeddingModel.FromHubAsync(Bert), ModelStorage.Reference);
        HubModels.WriteBert(folder["models/tiny-bert"]);
        var stored = new ModelLocations { Store = Store("store") };
        var placed = new ModelLocations { Store = Store("empty"), Folder = folder["models"] };
        var nowhere = new ModelLocations { Store = Store("empty") };
        Parallel.For(0, 30, i =>
        {
            if (i % 3 == 0)
                Assert.Contains(folder["empty"], Assert.Throws<FileNotFoundException>(() => Read(nowhere)).Message);
            else
                Assert.All(Read(i % 3 == 1 ? stored : placed), part => Assert.StartsWith(i % 3 == 1 ? folder["store"] : folder["models"], part.Source));
        });
    }

    [Fact]
    public void ModelOfThePackageIsFoundInThePackage()
    {
        float[][] expected = Save(TextEmbeddingModel.Default, ModelStorage.Reference);
        Assert.True(new FileInfo(folder["model.zip"]).Length < 10_000);
        Assert.Equal(expected, Load());
    }

    [Fact]
    public async Task FreshProcessFindsTheModelByItsEnvironment()
    {
        using var model = TextEmbeddingModel.FromDirectory(await Store("home/hub").DownloadAsync(Bert));
        float[][] expected = Save(model, ModelStorage.Reference);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);

        using var process = Start(folder["home"]);
        process.WaitForSuccess();
        float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray();
        Assert.Equal([.. expected, .. expected], all.Chunk(TinyOnnxModel.Dimension));

        using var elsewhere = Start(folder["nowhere"]);
        Assert.Contains("ModelStore.DownloadAsync", elsewhere.WaitForFailure());

        FreshProcess Start(string home) => FreshProcess.Start(
            new Dictionary<string, string?> { ["HF_HOME"] = home, ["HF_HUB_CACHE"] = null, [StoreEnvironment.ModelsFolder] = null, ["HF_ENDPOINT"] = hub.Endpoint.AbsoluteUri },
            folder["model.zip"], folder["rows.idv"], folder["vectors"]);
    }

    [Theory]
    [InlineData("../evil", null, "model.onnx")]
    [InlineData("/evil", null, "model.onnx")]
    [InlineData("model", null, "../model.onnx")]
    [InlineData("model", null, "/etc/passwd")]
    [InlineData("org/model", "../../evil", "model.onnx")]
    public void NamesThatLeadOutAreRefused(string name, string? revision, string path)
    {
        var reference = new ModelReference(name, revision, [path]);
        var error = Assert.Throws<InvalidDataException>(() => ReferencedModel.Read(reference, [new ReferencedFile("model.onnx", path, new string('0', 64))], new ModelLocations()));
        Assert.Contains("It is not used", error.Message);
    }

    [Fact]
    public void ModelWhoseFilesAreNotOfItsFolderCantBeReferredTo()
    {
        using var model = TextEmbeddingModel.FromDirectory(folder["source"]);
        var definition = TextModelFolder.Read(new ModelFolder(folder["source"]), new TextEmbeddingModelOptions()).Definition;
        Assert.Equal(["onnx/model.onnx", "vocab.txt", "tokenizer_config.json", "config.json"], ModelReference.ToFolder(folder["source"], definition.Files)!.Paths);
        Assert.Null(ModelReference.ToFolder(folder["other"], definition.Files));
        // The package's own parts come from no folder.
        Assert.Null(ModelReference.ToFolder(folder["source"], TextEmbeddingModel.Default.Definition.Files));
        Assert.Throws<ArgumentOutOfRangeException>("Storage", () => new EmbedTextOptions { Storage = (ModelStorage)7 });
    }

    /// <summary>The files that the zip refers to.</summary>
    private IReadOnlyList<ModelFile> Read(ModelLocations locations)
    {
        using var zip = ZipFile.OpenRead(folder["model.zip"]);
        using var stream = zip.Entries.Single(entry => entry.Name == "embedding.json").Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var manifest = EmbeddingManifest.FromUtf8(content.ToArray());
        var reference = new ModelReference(manifest.Reference!.Name, manifest.Reference.Revision, [.. manifest.Files.Select(file => file.Path!)]);
        return ReferencedModel.Read(reference, manifest.ToReferencedFiles(), locations);
    }

    private ModelStore Store(string name) => new(folder[name], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false, RetryDelay = TimeSpan.Zero });

    private float[][] Save(TextEmbeddingModel model, ModelStorage storage)
    {
        using var stage = ml.Transforms.Text.EmbedText("Features", new() { InputColumnName = "Input", Model = model, Storage = storage }).Fit(data);
        model.Dispose();
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        return Vectors(stage);
    }

    private float[][] Load(string zip = "model.zip")
    {
        using var stage = (EmbeddingTransformer)ml.Model.Load(folder[zip], out _);
        return Vectors(stage);
    }

    private Exception LoadError() => Assert.Throws<TargetInvocationException>(() => Load()).GetBaseException();

    private float[][] Vectors(EmbeddingTransformer stage) => [.. stage.Transform(data).GetColumn<float[]>("Features")];

    private sealed class Row
    {
        public string Input { get; set; } = "";
    }
}

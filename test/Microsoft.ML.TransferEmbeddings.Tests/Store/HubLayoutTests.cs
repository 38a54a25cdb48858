using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Repositories of sentence-transformers whose encoder lies in a folder of its own, and modules with weights.</summary>
public sealed class HubLayoutTests : IAsyncLifetime
{
    private const string Repository = "tests/tiny";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;

    private ModelStore Store => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false, RetryDelay = TimeSpan.FromMilliseconds(1) });

    private ModelStore OfflineStore => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = true });

    public async ValueTask InitializeAsync() => hub = await LoopbackHub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("0_Transformer/onnx/model.onnx")]
    [InlineData("0_Transformer/model.onnx")]
    [InlineData("onnx/model.onnx")]
    public async Task EncoderMayHaveAFolderOfItsOwn(string graph)
    {
        TinyOnnxModel.Write(folder["model/0_Transformer"]);
        TinyModules.WriteEncoder(folder["model"], "Transformer", "0_Transformer", "Pooling");
        Directory.CreateDirectory(Path.GetDirectoryName(folder[$"model/{graph}"])!);
        if (graph != "0_Transformer/model.onnx")
            File.Move(folder["model/0_Transformer/model.onnx"], folder[$"model/{graph}"]);
        File.WriteAllText(folder["model/0_Transformer/config.json"], """{ "model_type": "bert" }""");
        File.WriteAllText(folder["model/0_Transformer/sentence_bert_config.json"], """{ "max_seq_length": 6 }""");
        File.WriteAllText(folder["model/0_Transformer/model.safetensors"], "of no use");
        File.WriteAllText(folder["model/0_Transformer/pytorch_model.bin"], "of no use");
        hub.Add(Repository, folder["model"]);

        using var expected = TextEmbeddingModel.FromDirectory(folder["model"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store });
        Assert.Equal((expected.Fingerprint, 6), (model.Fingerprint, model.Describe().MaxTokens));
        Assert.DoesNotContain(hub.Requests, request => request.Path.EndsWith("pytorch_model.bin", StringComparison.Ordinal));
        Assert.Single(hub.LargeRequests);
        using var offline = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, offline.Fingerprint);
    }

    [Fact]
    public async Task FoldersOfModulesMayHaveAnyName()
    {
        WriteDense();
        Directory.Move(folder["model/1_Pooling"], folder["model/my-pooling"]);
        Directory.Move(folder["model/2_Dense"], folder["model/my-dense"]);
        string modules = File.ReadAllText(folder["model/modules.json"]).Replace("1_Pooling", "my-pooling").Replace("2_Dense", "my-dense");
        File.WriteAllText(folder["model/modules.json"], modules);
        hub.Add(Repository, folder["model"]);
        using var expected = TextEmbeddingModel.FromDirectory(folder["model"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        string pooling = Path.Combine(await Store.DownloadAsync(Repository), "my-pooling/config.json");
        using var offline = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, offline.Fingerprint);

        File.WriteAllText(pooling, "{}");
        Assert.Contains("my-pooling", (await Assert.ThrowsAsync<InvalidDataException>(() => OfflineStore.DownloadAsync(Repository))).Message);
    }

    [Fact]
    public async Task GraphBesideTheEncoderComesBeforeTheRepositorysOwn()
    {
        TinyOnnxModel.Write(folder["model"], seed: 2);
        TinyOnnxModel.Write(folder["model/0_Transformer"], seed: 1);
        TinyModules.WriteEncoder(folder["model"], "Transformer", "0_Transformer", "Pooling");
        hub.Add(Repository, folder["model"]);
        using var expected = TextEmbeddingModel.FromDirectory(folder["model"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        Assert.Single(hub.LargeRequests);
    }

    [Fact]
    public async Task WeightsOfModulesAreFetchedWithTheGraph()
    {
        WriteDense();
        hub.Add(Repository, folder["model"]);
        using var expected = TextEmbeddingModel.FromDirectory(folder["model"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);

        File.Delete(Path.Combine(await Store.DownloadAsync(Repository), "2_Dense/model.safetensors"));
        Assert.Contains("lacks '2_Dense/model.safetensors', or", (await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Repository))).Message);
    }

    [Fact]
    public async Task ModuleWithAPickleAloneIsRefusedFromFolderAndHub()
    {
        WriteDense();
        File.Move(folder["model/2_Dense/model.safetensors"], folder["model/2_Dense/pytorch_model.bin"]);
        hub.Add(Repository, folder["model"]);
        var ofFolder = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder["model"]));
        var ofHub = await Assert.ThrowsAsync<NotSupportedException>(() => Store.DownloadAsync(Repository));
        foreach (var error in new[] { ofFolder, ofHub })
            Assert.All(["2_Dense", "pytorch_model.bin", "safe_serialization=True"], part => Assert.Contains(part, error.Message));
        Assert.Empty(hub.LargeRequests);
    }

    private void WriteDense()
    {
        TinyOnnxModel.Write(folder["model"]);
        TinyModules.Write(folder["model"], "Pooling", "Dense");
        Directory.CreateDirectory(folder["model/2_Dense"]);
        TinyModules.WriteDense(folder["model"], "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.modules.activation.Tanh");
    }
}

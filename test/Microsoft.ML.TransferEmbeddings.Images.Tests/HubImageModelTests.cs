using Microsoft.ML.TransferEmbeddings.Tests.Store;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>An image model of the hub is that of its folder, and stays there.</summary>
public sealed class HubImageModelTests : IAsyncLifetime
{
    private const string Repository = "tests/tiny-vision";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        new TinyVisionModel().Write(folder["vision"]);
        File.WriteAllText(Path.Combine(folder["vision"], "config.json"), """{ "model_type": "tiny" }""");
        File.WriteAllText(Path.Combine(folder["vision"], "pytorch_model.bin"), "of no use");
        hub.Add(Repository, folder["vision"]);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ModelOfTheHubIsTheModelOfItsFolder()
    {
        using var expected = ImageEmbeddingModel.FromDirectory(folder["vision"]);
        using (var model = await ImageEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store(offline: false) }))
            Assert.Equal(expected.Fingerprint, model.Fingerprint);
        string snapshot = await Store(offline: true).DownloadAsync(Repository);
        Assert.Equal(["config.json", "model.onnx", "preprocessor_config.json"], Directory.GetFiles(snapshot).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var offline = await ImageEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store(offline: true) });
        byte[] image = new DrawnImage(9, 9).Png();
        Assert.Equal(expected.Embed(image), offline.Embed(image));
    }

    /// <summary>What they write has no record of what the repository holds.</summary>
    [Fact]
    public async Task SnapshotOfAnotherToolNeedsNoVocabulary()
    {
        await Store(offline: false).DownloadAsync(Repository);
        Directory.Delete(Path.Combine(folder["store"], "models--tests--tiny-vision", ".sha256"), recursive: true);
        using var model = await ImageEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store(offline: true) });
        Assert.Equal(TinyVisionModel.Channels, model.Dimension);
    }

    private ModelStore Store(bool offline) =>
        new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = offline, RetryDelay = TimeSpan.FromMilliseconds(1) });
}

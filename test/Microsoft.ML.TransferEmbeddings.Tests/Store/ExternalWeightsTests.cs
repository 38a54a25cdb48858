using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>A repository whose graph has weights in a file beside it, under a name of the exporter's choice.</summary>
public sealed class ExternalWeightsTests : IAsyncLifetime
{
    private const string Repository = "tests/tiny-parted", WeightsFile = "onnx/model.onnx_data_1";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private string commit = "";

    private ModelStore Store => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false, RetryDelay = TimeSpan.FromMilliseconds(1) });

    private ModelStore OfflineStore => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = true });

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        TinyOnnxModel.Write(folder["parted"], weightsFile: "model.onnx_data_1");
        Directory.CreateDirectory(folder["parted/onnx"]);
        File.Move(folder["parted/model.onnx"], folder["parted/onnx/model.onnx"]);
        File.Move(folder["parted/model.onnx_data_1"], folder["parted/onnx/model.onnx_data_1"]);
        // Of another graph: to be left where it is.
        File.WriteAllText(folder["parted/onnx/model.onnx_data"], "of no use");
        commit = hub.Add(Repository, folder["parted"]);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task FileThatTheGraphListsIsDownloadedAndNoOther()
    {
        using var expected = TextEmbeddingModel.FromDirectory(folder["parted"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = Store });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        Assert.Equal(expected.Embed("the good text"), model.Embed("the good text"));
        Assert.DoesNotContain(hub.Requests, request => request.Path.EndsWith("onnx_data", StringComparison.Ordinal));

        int requests = hub.Requests.Count;
        using var offline = await TextEmbeddingModel.FromHubAsync(Repository, new HubModelOptions { Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, offline.Fingerprint);
        Assert.Equal(requests, hub.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SnapshotWithoutItIsCompletedOnlineAndNotUsedOffline(bool isRecorded)
    {
        string snapshot = await Store.DownloadAsync(Repository);
        File.Delete(Path.Combine(snapshot, WeightsFile));
        if (!isRecorded)
            Directory.Delete(Path.Combine(folder["store"], "models--tests--tiny-parted", ".sha256"), recursive: true);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Repository, new ModelDownloadOptions { Revision = commit }));
        Assert.Contains(WeightsFile, error.Message);
        await Store.DownloadAsync(Repository, new ModelDownloadOptions { Revision = commit });
        Assert.True(File.Exists(Path.Combine(snapshot, WeightsFile)));
        await OfflineStore.DownloadAsync(Repository, new ModelDownloadOptions { Revision = commit });
    }

    [Fact]
    public async Task DownloadThatWasCutBeforeItIsTakenUp()
    {
        hub.Misbehave = request => request.Path.EndsWith("_1", StringComparison.Ordinal) ? new HubFault(Status: 403) : null;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store.DownloadAsync(Repository));
        await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Repository, new ModelDownloadOptions { Revision = commit }));
        hub.Misbehave = _ => null;
        string snapshot = await Store.DownloadAsync(Repository);
        Assert.Equal(File.ReadAllBytes(folder["parted/onnx/model.onnx_data_1"]), File.ReadAllBytes(Path.Combine(snapshot, WeightsFile)));
    }

    [Fact]
    public async Task FlippedByteOfItIsFetchedAgain()
    {
        string file = Path.Combine(await Store.DownloadAsync(Repository), WeightsFile);
        byte[] bytes = File.ReadAllBytes(file), whole = [.. bytes];
        bytes[^1] ^= 1;
        string target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        File.WriteAllBytes(target, bytes);
        await Assert.ThrowsAsync<InvalidDataException>(() => OfflineStore.DownloadAsync(Repository));
        await Store.DownloadAsync(Repository);
        Assert.Equal(whole, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task RepositoryWithoutItIsRefusedByName()
    {
        File.Delete(folder["parted/onnx/model.onnx_data_1"]);
        hub.Add(Repository, folder["parted"]);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Store.DownloadAsync(Repository));
        Assert.All([Repository, "onnx/model.onnx'", WeightsFile, "GraphFile"], part => Assert.Contains(part, error.Message));
    }
}

using System.Collections.Concurrent;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>What a caller says of a download, and what the caller's thread has to do with it.</summary>
public sealed class HubModelOptionsTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        hub.Add(Bert, HubModels.WriteBert(folder["bert"]));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Otherwise a caller that blocks a thread with a window, or with a request, would wait forever.</summary>
    [Fact]
    public void NothingWaitsForTheCallersThread()
    {
        var threads = new ProgressThreads();
        int caller = 0;
        bool isDone = false;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            caller = Environment.CurrentManagedThreadId;
            var model = TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Store = Store(), Progress = threads });
            isDone = model.Wait(TimeSpan.FromMinutes(1));
            model.Result.Dispose();
        });
        thread.Start();
        thread.Join();
        Assert.True(isDone);
        Assert.NotEmpty(threads.Ids);
        Assert.DoesNotContain(caller, threads.Ids);
    }

    [Fact]
    public async Task OptionsAreChecked()
    {
        Assert.Throws<ArgumentException>("Revision", () => new HubModelOptions { Revision = "a b" });
        Assert.Throws<ArgumentException>("Revision", () => new ModelDownloadOptions { Revision = "" });
        Assert.Throws<ArgumentException>("GraphFile", () => new ModelDownloadOptions { GraphFile = "../model.onnx" });
        Assert.Throws<ArgumentException>("GraphFile", () => new ModelDownloadOptions { GraphFile = "config.json" });
        await Assert.ThrowsAsync<ArgumentNullException>("options", () => Store().DownloadAsync(Bert, null!));
        await Assert.ThrowsAsync<ArgumentNullException>("hub", () => TextEmbeddingModel.FromHubAsync(Bert, null!));
        Assert.Equal(("main", null, null), (new HubModelOptions().Revision, new HubModelOptions().Store, new ModelDownloadOptions().GraphFile));
    }

    private ModelStore Store() => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false });

    /// <summary>Nobody takes up what is posted to it, as while its thread is blocked.</summary>
    private sealed class DeafContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private sealed class ProgressThreads : IProgress<ModelDownloadProgress>
    {
        public ConcurrentBag<int> Ids { get; } = [];

        public void Report(ModelDownloadProgress value) => Ids.Add(Environment.CurrentManagedThreadId);
    }
}

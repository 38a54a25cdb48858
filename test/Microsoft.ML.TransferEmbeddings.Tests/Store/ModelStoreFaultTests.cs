using System.Diagnostics;
using System.Net;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>What the store does when the hub, the network or the caller stop.</summary>
public sealed class ModelStoreFaultTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private const int Rows = 4_000;
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private byte[] graph = [];

    private string Blobs => Path.Combine(folder["store"], "models--tests--tiny-bert", "blobs");

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        hub.Add(Bert, HubModels.WriteBert(folder["bert"], Rows));
        graph = File.ReadAllBytes(Path.Combine(folder["bert"], "onnx/model.onnx"));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task CutConnectionIsTakenUpWhereItWasCut()
    {
        hub.Misbehave = request => IsLarge(request) && request.Range is null ? new HubFault(CutAfter: 100 * 1024) : null;
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.Equal(2, hub.LargeRequests.Count);
        Assert.InRange(FirstByteOf(hub.LargeRequests[1]), 1, 100 * 1024);
        // The redirect's target has a tag of its own, which the store can't know.
        Assert.Null(hub.LargeRequests[1].IfRange);
    }

    [Fact]
    public async Task CutConnectionToTheHubItselfAsksForTheSameContent()
    {
        hub.Misbehave = request => request.Path.EndsWith("vocab.txt") && request.Range is null ? new HubFault(CutAfter: 1) : null;
        // One block is sent before the cut.
        File.AppendAllText(Path.Combine(folder["bert"], "vocab.txt"), string.Join('\n', Enumerable.Range(0, 2_000)));
        hub.Add(Bert, folder["bert"]);
        await Store().DownloadAsync(Bert);
        var second = hub.Requests.Last(request => request.Path.EndsWith("vocab.txt"));
        Assert.True(FirstByteOf(second) > 0);
        Assert.Equal($"\"{LoopbackHub.IdOf("vocab.txt", File.ReadAllBytes(Path.Combine(folder["bert"], "vocab.txt")))}\"", second.IfRange);
    }

    [Fact]
    public async Task HubThatKnowsNoRangesSendsTheWholeAgain()
    {
        hub.Misbehave = request => IsLarge(request) && request.Range is null ? new HubFault(CutAfter: 100 * 1024) : null;
        using var client = new HttpClient(new WithoutRange());
        AssertIsWhole(await Store(client: client).DownloadAsync(Bert));
        Assert.True(FirstByteOf(hub.LargeRequests[1]) > 0);
    }

    [Fact]
    public async Task DownloadThatFailedIsTakenUpByTheNext()
    {
        hub.Misbehave = request => IsLarge(request) ? new HubFault(CutAfter: 64 * 1024) : null;
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(retries: 0).DownloadAsync(Bert));
        Assert.Contains("Try again", error.Message, StringComparison.OrdinalIgnoreCase);
        long kept = new FileInfo(Assert.Single(Directory.GetFiles(Blobs, "*.incomplete"))).Length;
        Assert.InRange(kept, 1, 64 * 1024);

        hub.Misbehave = _ => null;
        var reports = new ProgressList();
        AssertIsWhole(await Store().DownloadAsync(Bert, new ModelDownloadOptions { Progress = reports }));
        Assert.Equal(kept, FirstByteOf(hub.LargeRequests[^1]));
        Assert.Equal(kept, reports.Reports.First(report => report.FileName == "onnx/model.onnx").BytesReceived);
        Assert.Empty(Directory.GetFiles(Blobs, "*.incomplete"));
    }

    [Fact]
    public async Task FailedDownloadLeavesNoModelBehind()
    {
        hub.Misbehave = request => IsLarge(request) ? new HubFault(Status: 500) : null;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(retries: 0).DownloadAsync(Bert));
        await Assert.ThrowsAsync<FileNotFoundException>(() => new ModelStore(folder["store"], new ModelStoreOptions { Offline = true }).DownloadAsync(Bert));
    }

    [Fact]
    public async Task WrongBytesAreFetchedOnceMoreFromTheFirst()
    {
        int times = 0;
        hub.Misbehave = request => IsLarge(request) && times++ == 0 ? new HubFault(FlipByte: true) : null;
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.Equal([null, null], hub.LargeRequests.Select(request => request.Range));
    }

    [Fact]
    public async Task WrongBytesOfAnOlderDownloadDoNotStay()
    {
        Directory.CreateDirectory(Blobs);
        string incomplete = Path.Combine(Blobs, $"{LoopbackHub.IdOf("model.onnx", graph)}.incomplete");
        File.WriteAllBytes(incomplete, new byte[1000]);
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.Equal(["bytes=1000-", null], hub.LargeRequests.Select(request => request.Range));
    }

    [Fact]
    public async Task FullIncompleteFileOfAnOlderDownloadNeedsNoRequest()
    {
        Directory.CreateDirectory(Blobs);
        File.WriteAllBytes(Path.Combine(Blobs, $"{LoopbackHub.IdOf("model.onnx", graph)}.incomplete"), graph);
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.Empty(hub.LargeRequests);
    }

    [Theory]
    [InlineData(true, false, "twice")]
    [InlineData(false, true, "longer")]
    public async Task HubThatSendsWrongBytesAlwaysIsRefused(bool flips, bool surplus, string reason)
    {
        hub.Misbehave = request => IsLarge(request) ? new HubFault(FlipByte: flips, Surplus: surplus) : null;
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store().DownloadAsync(Bert));
        Assert.Contains("onnx/model.onnx", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.InRange(hub.LargeRequests.Count, 1, 2);
        Assert.DoesNotContain(Directory.GetFiles(Blobs), path => Path.GetFileName(path) == LoopbackHub.IdOf("model.onnx", graph));
    }

    [Fact]
    public async Task TooManyRequestsWaitsAsLongAsTheHubAsks()
    {
        int times = 0;
        hub.Misbehave = request => IsLarge(request) && times++ == 0 ? new HubFault(Status: 429, RetryAfter: "1") : null;
        var watch = Stopwatch.StartNew();
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task LongerWaitThanAnybodyHasIsAnError()
    {
        hub.Misbehave = _ => new HubFault(Status: 429, RetryAfter: "86400");
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store().DownloadAsync(Bert));
        Assert.Equal(HttpStatusCode.TooManyRequests, error.StatusCode);
        Assert.Contains("HF_TOKEN", error.Message);
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task ServerErrorsAreTriedAgainAsOftenAsAllowed()
    {
        int times = 0;
        hub.Misbehave = _ => times++ < 3 ? new HubFault(Status: 502) : null;
        AssertIsWhole(await Store(retries: 3).DownloadAsync(Bert));

        int before = hub.Requests.Count;
        hub.Misbehave = _ => new HubFault(Status: 503);
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(retries: 3, store: "other").DownloadAsync(Bert));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.Equal(before + 4, hub.Requests.Count);
    }

    [Theory]
    [InlineData(401, "RepoNotFound", null, "HF_TOKEN")]
    [InlineData(403, "GatedRepo", "hf_secret", "terms")]
    [InlineData(404, "RevisionNotFound", null, "no such revision")]
    [InlineData(404, null, null, "Check the name")]
    [InlineData(400, null, null, "HF_ENDPOINT")]
    public async Task RefusalSaysWhatToDoAndIsNotTriedAgain(int status, string? code, string? token, string advice)
    {
        hub.Misbehave = _ => new HubFault(Status: status, ErrorCode: code);
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(token: token).DownloadAsync(Bert, new ModelDownloadOptions { Revision = "v9" }));
        Assert.Equal(status, (int)error.StatusCode!);
        Assert.Contains(advice, error.Message);
        Assert.Contains(Bert, error.Message);
        Assert.Contains("v9", error.Message);
        Assert.DoesNotContain("hf_secret", error.Message);
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task SilenceIsACutConnection()
    {
        int times = 0;
        hub.Misbehave = request => IsLarge(request) && times++ == 0 ? new HubFault(Pause: TimeSpan.FromMinutes(1)) : null;
        AssertIsWhole(await Store(timeout: TimeSpan.FromMilliseconds(500)).DownloadAsync(Bert));
        Assert.True(FirstByteOf(hub.LargeRequests[1]) > 0);
    }

    [Fact]
    public async Task NoHubAtAllNamesTheAddress()
    {
        var endpoint = hub.Endpoint;
        await hub.DisposeAsync();
        var options = new ModelStoreOptions { Endpoint = endpoint, Offline = false, MaxRetries = 1, RetryDelay = TimeSpan.Zero };
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => new ModelStore(folder["store"], options).DownloadAsync(Bert));
        Assert.Null(error.StatusCode);
        Assert.Contains(endpoint.Authority, error.Message);
        Assert.Contains("HTTPS_PROXY", error.Message);
    }

    [Fact]
    public async Task CancelledDownloadEndsAtOnceAndIsTakenUp()
    {
        hub.Misbehave = request => IsLarge(request) ? new HubFault(Pause: TimeSpan.FromMilliseconds(20)) : null;
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelAfter(20 * 1024, cancellation);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().DownloadAsync(Bert, new ModelDownloadOptions { Progress = progress }, cancellation.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");

        hub.Misbehave = _ => null;
        AssertIsWhole(await Store().DownloadAsync(Bert));
        Assert.True(FirstByteOf(hub.LargeRequests[^1]) >= 20 * 1024);
    }

    [Fact]
    public async Task ManyAtOnceDownloadOnce()
    {
        hub.Misbehave = request => IsLarge(request) ? new HubFault(Pause: TimeSpan.FromMilliseconds(1)) : null;
        string[] snapshots = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Store().DownloadAsync(Bert)));
        Assert.Single(snapshots.Distinct());
        AssertIsWhole(snapshots[0]);
        Assert.Single(hub.LargeRequests);
    }

    [Fact]
    public async Task RepositoryWithoutUsableWeightsIsRefusedBeforeTheyAreDownloaded()
    {
        Directory.Delete(Path.Combine(folder["bert"], "onnx"), recursive: true);
        hub.Add("tests/torch", folder["bert"]);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Store().DownloadAsync("tests/torch"));
        Assert.Contains("onnx/model.onnx", error.Message);
        Assert.Contains("optimum-cli", error.Message);
        Assert.Empty(hub.LargeRequests);
    }

    private static bool IsLarge(HubRequest request) => request.Path.StartsWith("/large/", StringComparison.Ordinal);

    private static long FirstByteOf(HubRequest request) => System.Net.Http.Headers.RangeHeaderValue.Parse(request.Range!).Ranges.Single().From!.Value;

    private ModelStore Store(int retries = 5, string? token = null, TimeSpan? timeout = null, HttpClient? client = null, string store = "store") => new(folder[store], new ModelStoreOptions
    {
        Endpoint = hub.Endpoint,
        Token = token,
        Offline = false,
        MaxRetries = retries,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Timeout = timeout ?? TimeSpan.FromSeconds(30),
        HttpClient = client,
    });

    private void AssertIsWhole(string snapshot) => Assert.Equal(graph, File.ReadAllBytes(Path.Combine(snapshot, "onnx/model.onnx")));

    private sealed class WithoutRange() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // A request with an If-Range that does not match is answered whole.
            if (request.Headers.Range is not null)
                request.Headers.IfRange = new System.Net.Http.Headers.RangeConditionHeaderValue("\"another\"");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class CancelAfter(long bytes, CancellationTokenSource cancellation) : IProgress<ModelDownloadProgress>
    {
        public void Report(ModelDownloadProgress value)
        {
            if (value.FileName == "onnx/model.onnx" && value.BytesReceived >= bytes)
                cancellation.Cancel();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>When the store waits, how long, and that it says so; and when waiting is of no use.</summary>
public sealed class ModelStoreWaitTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private readonly TemporaryFolder folder = new();
    private readonly List<string> log = [];
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

    [Theory]
    [InlineData("\"api\";r=0;t=55", null, 56)]
    [InlineData("\"api\";r=0;t=55", "20", 56)]
    [InlineData("\"api\" ; r = 0 ; t = 299", null, 300)]
    [InlineData("\"resolvers\";r=7;t=290, \"api\";r=0;t=55", null, 56)]
    [InlineData("\"api\";r=3;t=290", "20", 20)]
    [InlineData("of no use", "20", 20)]
    [InlineData(null, "20", 20)]
    public async Task TooManyRequestsWaitsAsLongAsTheHubAsks(string? rateLimit, string? retryAfter, double seconds)
    {
        hub.Misbehave = _ => TooMany(rateLimit, retryAfter);
        using var cancellation = new CancellationTokenSource();
        var waits = new List<TimeSpan?>();
        var progress = new Reports(report =>
        {
            waits.Add(report.Wait);
            cancellation.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().DownloadAsync(Bert, new ModelDownloadOptions { Progress = progress }, cancellation.Token));
        Assert.Equal([TimeSpan.FromSeconds(seconds)], waits);
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task AfterTheWaitTheDownloadGoesOn()
    {
        int times = 0;
        hub.Misbehave = _ => times++ == 0 ? TooMany("\"api\";r=0;t=0", null) : null;
        await Store().DownloadAsync(Bert);
        Assert.Contains("429", Assert.Single(log));
    }

    [Fact]
    public async Task LimitThatNobodyWaitsForIsAnErrorThatStatesIt()
    {
        hub.Misbehave = _ => TooMany("\"api\";r=0;t=3600", null);
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store().DownloadAsync(Bert));
        Assert.Equal(HttpStatusCode.TooManyRequests, error.StatusCode);
        Assert.Contains("500 in 300 seconds", error.Message);
        Assert.Single(hub.Requests);
        Assert.Empty(log);
    }

    [Fact]
    public async Task EveryWaitIsToldWithItsReason()
    {
        int times = 0;
        hub.Misbehave = request => request.Path.EndsWith("vocab.txt", StringComparison.Ordinal) && times++ < 2 ? new HubFault(Status: 503) : null;
        var reports = new ProgressList();
        await Store(TimeSpan.FromMilliseconds(1)).DownloadAsync(Bert, new ModelDownloadOptions { Progress = reports });
        var waits = reports.Reports.Where(report => report.WaitReason is not null).ToList();
        Assert.All(waits, wait => Assert.Equal("vocab.txt", wait.FileName));
        Assert.All(waits, wait => Assert.True(wait.Wait > TimeSpan.Zero));
        Assert.All(waits, wait => Assert.Contains("503", wait.WaitReason));
        Assert.Equal((2, 2), (waits.Count, log.Count));
        Assert.All(log, line => Assert.Contains("The next try is in", line));
        Assert.All(reports.Reports.Except(waits), report => Assert.Null(report.Wait));
    }

    [Fact]
    public async Task HubThatRefusesTheConnectionIsAskedOnce()
    {
        await hub.DisposeAsync();
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(TimeSpan.FromMinutes(10)).DownloadAsync(Bert));
        Assert.Contains(hub.Endpoint.Authority, error.Message);
        Assert.Empty(log);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoData)]
    public async Task NameThatIsNotFoundIsToldAtOnce(SocketError problem)
    {
        int connections = 0;
        using var client = Client(_ =>
        {
            connections++;
            throw new SocketException((int)problem);
        });
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store(TimeSpan.FromMinutes(10), client).DownloadAsync(Bert));
        Assert.Null(error.StatusCode);
        Assert.Contains(hub.Endpoint.Authority, error.Message);
        Assert.Empty(log);
        Assert.Equal(1, connections);
    }

    /// <summary>A network that was there a moment ago comes back.</summary>
    [Fact]
    public async Task NameThatIsNotFoundInTheMiddleOfADownloadIsLookedUpAgain()
    {
        int failures = 0;
        using var client = Client(address =>
        {
            if (address.Port != hub.Endpoint.Port && failures++ == 0)
                throw new SocketException((int)SocketError.TryAgain);
        });
        await Store(TimeSpan.FromMilliseconds(1), client).DownloadAsync(Bert);
        Assert.Single(log);
    }

    [Fact]
    public async Task ModelThatIsHereNeedsNoNetwork()
    {
        string snapshot = await Store().DownloadAsync(Bert);
        using var client = Client(_ => throw new SocketException((int)SocketError.HostNotFound));
        Assert.Equal(snapshot, await Store(TimeSpan.FromMinutes(10), client).DownloadAsync(Bert));
    }

    [Fact]
    public async Task WaitForAnotherProcessIsToldOnce()
    {
        string id = LoopbackHub.IdOf("vocab.txt", File.ReadAllBytes(Path.Combine(folder["bert"], "vocab.txt")));
        var reports = new ProgressList();
        Task download;
        using (await new HubCache(folder["store"], Bert).LockAsync(id, () => { }, TestContext.Current.CancellationToken))
        {
            download = Store().DownloadAsync(Bert, new ModelDownloadOptions { Progress = reports }, TestContext.Current.CancellationToken);
            while (log.Count == 0)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            await Task.Delay(300, TestContext.Current.CancellationToken);
            Assert.False(download.IsCompleted);
        }
        await download;
        Assert.Contains("'vocab.txt'", Assert.Single(log));
        Assert.Null(Assert.Single(reports.Reports, report => report.WaitReason is not null).Wait);
    }

    private static HubFault TooMany(string? rateLimit, string? retryAfter)
    {
        var headers = new Dictionary<string, string> { ["RateLimit-Policy"] = "\"fixed window\";\"api\";q=500;w=300" };
        if (rateLimit is not null)
            headers["RateLimit"] = rateLimit;
        return new HubFault(Status: 429, RetryAfter: retryAfter, Headers: headers);
    }

    private static HttpClient Client(Action<DnsEndPoint> connect) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            connect(context.DnsEndPoint);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private ModelStore Store(TimeSpan? delay = null, HttpClient? client = null) => new(folder["store"], new ModelStoreOptions
    {
        Endpoint = hub.Endpoint,
        Token = null,
        Offline = false,
        RetryDelay = delay ?? TimeSpan.FromMilliseconds(1),
        HttpClient = client,
        Log = log.Add,
    });

    private sealed class Reports(Action<ModelDownloadProgress> report) : IProgress<ModelDownloadProgress>
    {
        public void Report(ModelDownloadProgress value) => report(value);
    }
}

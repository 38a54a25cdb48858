using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Stores of several processes, and what they read of the environment.</summary>
public sealed class ModelStoreProcessTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private const int Rows = 4_000;
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private string commit = "";

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        commit = hub.Add(Bert, HubModels.WriteBert(folder["bert"], Rows));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task KilledInTheMiddleItGoesOnWhereItWas()
    {
        hub.Misbehave = request => request.Path.StartsWith("/large/") ? new HubFault(Pause: TimeSpan.FromMilliseconds(50)) : null;
        string incomplete = Path.Combine(folder["home"], "hub", "models--tests--tiny-bert", "blobs", $"{GraphId()}.incomplete");
        using (var process = Start())
        {
            var watch = Stopwatch.StartNew();
            while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 10 * 1024)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "nothing came");
                await Task.Delay(20);
            }
            process.Kill();
        }
        long kept = new FileInfo(incomplete).Length;

        hub.Misbehave = _ => null;
        using var second = Start();
        Assert.Equal(Fingerprint(), second.WaitForSuccess());
        Assert.Equal([null, $"bytes={kept}-"], hub.LargeRequests.Select(request => request.Range));
        Assert.False(File.Exists(incomplete));
    }

    [Fact]
    public void TwoAtOnceEndWithOneGoodCopy()
    {
        hub.Misbehave = request => request.Path.StartsWith("/large/") ? new HubFault(Pause: TimeSpan.FromMilliseconds(10)) : null;
        using var one = Start();
        using var two = Start();
        Assert.Equal(Fingerprint(), one.WaitForSuccess());
        Assert.Equal(Fingerprint(), two.WaitForSuccess());
        Assert.Single(hub.LargeRequests);
        string blobs = Path.Combine(folder["home"], "hub", "models--tests--tiny-bert", "blobs");
        Assert.Equal(8, Directory.GetFiles(blobs).Length);
    }

    [Fact]
    public async Task OfflineProcessUsesTheHubsOwnCacheAndOpensNoConnection()
    {
        using (var process = Start())
            process.WaitForSuccess();
        int connections = hub.Connections;

        using var offline = Start(("HF_HUB_OFFLINE", "1"));
        Assert.Equal(Fingerprint(), offline.WaitForSuccess());
        using var byCache = Start(("HF_HUB_OFFLINE", "True"), ("HF_HOME", null), ("HF_HUB_CACHE", Path.Combine(folder["home"], "hub")));
        Assert.Equal(Fingerprint(), byCache.WaitForSuccess());
        using var elsewhere = Start(("HF_HUB_OFFLINE", "on"), ("HF_HOME", folder["empty"]));
        Assert.Contains("HF_HUB_OFFLINE", elsewhere.WaitForFailure());
        Assert.Equal(connections, hub.Connections);

        // A commit that is there needs no hub either.
        await hub.DisposeAsync();
        using var pinned = FreshProcess.Start(Environment([]), "--hub", Bert, commit);
        Assert.Equal(Fingerprint(), pinned.WaitForSuccess());
    }

    [Fact]
    public void TokenOfTheEnvironmentIsSent()
    {
        using var process = Start(("HF_TOKEN", "hf_secret"));
        process.WaitForSuccess();
        Assert.Equal("Bearer hf_secret", hub.Requests[0].Authorization);
    }

    [Fact]
    public void WithoutHuggingFacesFolderTheStoreIsInTheUsersData()
    {
        using var process = Start(("HF_HOME", null), ("XDG_DATA_HOME", folder["data"]), ("LOCALAPPDATA", folder["data"]));
        process.WaitForSuccess();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the variables that move local application data are those of Linux");
        Assert.True(Directory.Exists(Path.Combine(folder["data"], "Microsoft.ML.TransferEmbeddings", "models", "models--tests--tiny-bert")));
    }

    [Fact]
    public void EndpointThatIsNoneIsNamed()
    {
        using var process = Start(("HF_ENDPOINT", "huggingface"));
        Assert.Contains("HF_ENDPOINT is 'huggingface'", process.WaitForFailure());
    }

    private FreshProcess Start(params (string Name, string? Value)[] environment) => FreshProcess.Start(Environment(environment), "--hub", Bert, "main");

    private Dictionary<string, string?> Environment((string Name, string? Value)[] changes)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HF_ENDPOINT"] = hub.Endpoint.AbsoluteUri,
            ["HF_HOME"] = folder["home"],
            ["HF_HUB_CACHE"] = null,
            ["HF_HUB_OFFLINE"] = null,
            ["HF_TOKEN"] = null,
            ["NO_PROXY"] = "127.0.0.1",
        };
        foreach (var (name, value) in changes)
            environment[name] = value;
        return environment;
    }

    private string GraphId() => LoopbackHub.IdOf("model.onnx", File.ReadAllBytes(Path.Combine(folder["bert"], "onnx/model.onnx")));

    private string Fingerprint()
    {
        using var model = TextEmbeddingModel.FromDirectory(folder["bert"]);
        return model.Fingerprint;
    }
}

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

    /// <summary>As huggingface_hub reads them: a Dockerfile or a service sets variables without a shell.</summary>
    [Theory]
    [InlineData("HF_HOME", "~/.cache/huggingface", "user/.cache/huggingface/hub")]
    [InlineData("HF_HOME", "$HOME/hf", "user/hf/hub")]
    [InlineData("HF_HUB_CACHE", "${HOME}/hub", "user/hub")]
    [InlineData("HUGGINGFACE_HUB_CACHE", "~/$FLAVOR/hub", "user/sweet/hub")]
    [InlineData("XDG_CACHE_HOME", "~", "user/huggingface/hub")]
    [InlineData("HF_HUB_CACHE", "$HOME/$NOBODY/hub", "user/$NOBODY/hub")]
    public void HomeAndVariablesInAPathAreExpanded(string variable, string value, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is the user's folder on Unix");
        using var process = Start(("HF_HOME", null), ("HOME", folder["user"]), ("FLAVOR", "sweet"), ("NOBODY", null), (variable, value));
        process.WaitForSuccess();
        Assert.True(Directory.Exists(Path.Combine(folder[expected], "models--tests--tiny-bert")));
    }

    [Fact]
    public void HomeOfAnotherUserIsRefusedByName()
    {
        using var process = Start(("HF_HOME", "~somebody/hf"));
        Assert.Contains("HF_HOME is '~somebody/hf'", process.WaitForFailure());
    }

    [Theory]
    [InlineData(null, "1", true)]
    [InlineData("", "TRUE", true)]
    [InlineData("0", "1", false)]
    [InlineData(null, "0", false)]
    public void OfflineOfTransformersCountsWhereTheHubsOwnIsNotSet(string? hubs, string? transformers, bool isOffline)
    {
        using var process = Start(("HF_HUB_OFFLINE", hubs), ("TRANSFORMERS_OFFLINE", transformers));
        if (isOffline)
            Assert.Contains("TRANSFORMERS_OFFLINE", process.WaitForFailure());
        else
            process.WaitForSuccess();
        Assert.Equal(isOffline, hub.Connections == 0);
    }

    /// <summary>As huggingface_hub's get_token and get_token_to_send: the first line that has a token counts.</summary>
    [Theory]
    [InlineData("hf_named", "HF_TOKEN=hf_named\r\n", "HUGGING_FACE_HUB_TOKEN=hf_older", "HF_TOKEN_PATH={files}/path")]
    [InlineData("hf_older", "HF_TOKEN=", "HUGGING_FACE_HUB_TOKEN=hf_older", "HF_TOKEN_PATH={files}/path")]
    [InlineData("hf_path", "HF_TOKEN_PATH={files}/path")]
    [InlineData(null, "HF_TOKEN_PATH={files}/nothing")]
    [InlineData("hf_home")]
    [InlineData("hf_caches", "HF_HOME=", "XDG_CACHE_HOME={files}/caches")]
    [InlineData("hf_user", "HF_HOME=")]
    [InlineData(null, "HF_HUB_DISABLE_IMPLICIT_TOKEN=yes")]
    [InlineData(null, "HF_HUB_DISABLE_IMPLICIT_TOKEN=1", "HF_TOKEN=hf_named")]
    [InlineData("hf_named", "HF_HUB_DISABLE_IMPLICIT_TOKEN=0", "HF_TOKEN=hf_named")]
    public void TokenIsThatOfTheEnvironmentOrElseOfTheLogin(string? expected, params string[] variables)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is the user's folder on Unix");
        Save("path", "hf_path\n");
        Save("home/token", "hf_home\n");
        Save("caches/huggingface/token", "hf_caches\n");
        Save("user/.cache/huggingface/token", "hf_user\n");
        using var process = Start([
            ("HOME", folder["files/user"]), ("HF_HOME", folder["files/home"]), ("HF_HUB_CACHE", folder["cache"]),
            .. variables.Select(variable => variable.Replace("{files}", folder["files"]).Split('=')).Select(parts => (parts[0], (string?)parts[1]))]);
        process.WaitForSuccess();
        // A large file comes from another host, which gets no token.
        Assert.All(hub.Requests, request => Assert.Equal(
            expected is null || request.Path.StartsWith("/large/", StringComparison.Ordinal) ? null : $"Bearer {expected}", request.Authorization));

        void Save(string path, string token)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"files/{path}"])!);
            File.WriteAllText(folder[$"files/{path}"], token);
        }
    }

    [Fact]
    public void LoginThatIsNoneIsRefusedByItsFileWithoutShowingIt()
    {
        Directory.CreateDirectory(folder["home"]);
        File.WriteAllText(folder["home/token"], "hf_se cret");
        using var process = Start();
        string error = process.WaitForFailure();
        Assert.Contains(Path.Combine(folder["home"], "token"), error);
        Assert.Contains("is not a token", error);
        Assert.DoesNotContain("hf_se", error);
        Assert.Empty(hub.Requests);
        using var without = Start(("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"));
        without.WaitForSuccess();
    }

    [Fact]
    public void TokenThatIsNoneIsRefusedWithoutShowingIt()
    {
        using var process = Start(("HF_TOKEN", "hf_se\u0007cret"));
        string error = process.WaitForFailure();
        Assert.Contains("HF_TOKEN is not a token", error);
        Assert.DoesNotContain("hf_se", error);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public void EndpointThatIsNoneIsNamed()
    {
        using var process = Start(("HF_ENDPOINT", "huggingface"));
        Assert.Contains("HF_ENDPOINT is 'huggingface'", process.WaitForFailure());
        using var withPassword = Start(("HF_ENDPOINT", "ftp://me:secret@mirror"));
        Assert.Contains("HF_ENDPOINT is 'ftp://…@mirror'", withPassword.WaitForFailure());
    }

    private FreshProcess Start(params (string Name, string? Value)[] environment) => FreshProcess.Start(Environment(environment), "--hub", Bert, "main");

    private Dictionary<string, string?> Environment((string Name, string? Value)[] changes)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HF_ENDPOINT"] = hub.Endpoint.AbsoluteUri,
            ["HF_HOME"] = folder["home"],
            ["HF_HUB_CACHE"] = null,
            ["HUGGINGFACE_HUB_CACHE"] = null,
            ["XDG_CACHE_HOME"] = null,
            ["HF_HUB_OFFLINE"] = null,
            ["TRANSFORMERS_OFFLINE"] = null,
            ["HF_TOKEN"] = null,
            ["HF_TOKEN_PATH"] = null,
            ["HUGGING_FACE_HUB_TOKEN"] = null,
            ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = null,
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

using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>What a hub, or somebody who shares the cache, can't do; and secrets, which go to the hub alone.</summary>
public sealed class ModelStoreTrustTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert", Other = "0123456789012345678901234567890123456789";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private string commit = "";

    private string Root => Path.Combine(folder["store"], "models--tests--tiny-bert");

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        commit = hub.Add(Bert, HubModels.WriteBert(folder["bert"]));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ListingOfAnotherCommitIsRefused()
    {
        hub.Misbehave = request => request.Path.StartsWith("/api/", StringComparison.Ordinal) ? new HubFault(Body: $$"""{ "sha": "{{Other}}", "siblings": [] }""") : null;
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit }));
        Assert.All([commit, Other, Bert], part => Assert.Contains(part, error.Message));
        Assert.False(Directory.Exists(folder["store"]));
    }

    [Theory]
    [InlineData("/api/")]
    [InlineData("vocab.txt")]
    [InlineData("model.onnx")]
    public async Task AnswerOfAnotherCommitIsRefused(string path)
    {
        var headers = new Dictionary<string, string> { ["X-Repo-Commit"] = Other };
        hub.Misbehave = request => request.Path.Contains(path, StringComparison.Ordinal) ? new HubFault(Headers: headers) : null;
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store().DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit }));
        Assert.All([commit, Other], part => Assert.Contains(part, error.Message));
        if (path != "/api/")
            await Assert.ThrowsAsync<InvalidDataException>(() => Store().DownloadAsync(Bert));
    }

    [Fact]
    public async Task CookiesAreNotKept()
    {
        hub.Misbehave = _ => new HubFault(Headers: new Dictionary<string, string> { ["Set-Cookie"] = "who=somebody; Path=/" });
        await Store().DownloadAsync(Bert);
        Assert.True(hub.Requests.Count > 5);
        Assert.All(hub.Requests, request => Assert.Null(request.Cookie));
    }

    [Fact]
    public async Task PasswordOfTheEndpointIsSentToTheHubAloneAndATokenInItsPlace()
    {
        string basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:sec ret"))}";
        await Store(WithPassword()).DownloadAsync(Bert);
        Assert.All(hub.Requests, request => Assert.Equal(request.Path.StartsWith("/large/", StringComparison.Ordinal) ? null : basic, request.Authorization));
        Assert.NotEmpty(hub.LargeRequests);

        int before = hub.Requests.Count;
        await Store(WithPassword(), "hf_token").DownloadAsync(Bert);
        Assert.Equal("Bearer hf_token", hub.Requests[before].Authorization);
    }

    public static TheoryData<int> Failures => [401, 404, 500, 302, 200, 206, 0];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task PasswordOfTheEndpointIsInNoMessage(int status)
    {
        hub.Misbehave = request => status switch
        {
            0 => new HubFault(CutAfter: 0),
            200 => new HubFault(Body: "<html>sign in</html>"),
            206 => request.Path.StartsWith("/api/", StringComparison.Ordinal) ? null : new HubFault(Headers: new Dictionary<string, string> { ["ETag"] = "\"none\"" }),
            _ => new HubFault(Status: status, Location: status == 302 ? "ws://me:sec%20ret@elsewhere/x" : null),
        };
        hub.ListsHashes = status != 206;
        var messages = new List<string>();
        var options = new ModelStoreOptions { Endpoint = WithPassword(), Token = null, Offline = false, MaxRetries = 1, RetryDelay = TimeSpan.Zero, Log = messages.Add };
        for (var error = await Record.ExceptionAsync(() => new ModelStore(folder["store"], options).DownloadAsync(Bert)); error is not null; error = error.InnerException)
            messages.Add(error.ToString());
        Assert.NotEmpty(messages);
        string[] secrets = ["sec ret", "sec%20ret", Convert.ToBase64String(Encoding.UTF8.GetBytes("me:sec ret"))];
        Assert.All(messages, message => Assert.All(secrets, secret => Assert.DoesNotContain(secret, message)));
    }

    [Fact]
    public void EndpointThatIsNoneIsShownWithoutItsPassword()
    {
        var error = Assert.Throws<ArgumentException>(() => new ModelStoreOptions { Endpoint = new Uri("ftp://me:secret@mirror/x") });
        Assert.Contains("ftp://…@mirror/x", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hf_secret\n")]
    [InlineData("hf_secret\r\nX-Evil: 1")]
    [InlineData("hf secret")]
    [InlineData("hf_sécret")]
    [InlineData("hf_secret\u0001")]
    public void TokenThatIsNoneIsRefusedWithoutShowingIt(string token)
    {
        var error = Assert.Throws<ArgumentException>(() => new ModelStoreOptions { Token = token });
        Assert.Contains("Copy the token", error.Message);
        Assert.DoesNotContain("hf", error.Message);
    }

    /// <summary>Somebody else may write to a shared cache.</summary>
    [Fact]
    public async Task LinksThatWerePutIntoTheCacheAreNotWrittenThrough()
    {
        File.WriteAllText(folder["mine"], "my own");
        byte[] graph = File.ReadAllBytes(Path.Combine(folder["bert"], "onnx/model.onnx"));
        foreach (string place in new[] { $"blobs/{LoopbackHub.IdOf("model.onnx", graph)}.incomplete", $"blobs/{LoopbackHub.IdOf("model.onnx", graph)}", "refs/main", $".sha256/{commit}.2.json" })
            Link(place, folder["mine"]);
        Link($".no_exist/{commit}/model.onnx", folder["created"]);

        string snapshot = await Store().DownloadAsync(Bert);
        Assert.Equal(graph, File.ReadAllBytes(Path.Combine(snapshot, "onnx/model.onnx")));
        Assert.Equal("my own", File.ReadAllText(folder["mine"]));
        Assert.False(File.Exists(folder["created"]));
        Assert.Equal(commit, File.ReadAllText(Path.Combine(Root, "refs/main")));
    }

    [Fact]
    public async Task LinkInPlaceOfALockIsRefused()
    {
        string lockFile = Path.Combine(folder["store"], ".locks", "models--tests--tiny-bert", $"{LoopbackHub.IdOf("vocab.txt", File.ReadAllBytes(Path.Combine(folder["bert"], "vocab.txt")))}.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(lockFile)!);
        File.CreateSymbolicLink(lockFile, folder["created"]);
        Assert.Contains(lockFile, (await Assert.ThrowsAsync<IOException>(() => Store().DownloadAsync(Bert))).Message);
        Assert.False(File.Exists(folder["created"]));
    }

    private Uri WithPassword() => new UriBuilder(hub.Endpoint) { UserName = "me", Password = "sec%20ret" }.Uri;

    private ModelStore Store(Uri? endpoint = null, string? token = null) =>
        new(folder["store"], new ModelStoreOptions { Endpoint = endpoint ?? hub.Endpoint, Token = token, Offline = false, RetryDelay = TimeSpan.FromMilliseconds(1) });

    private void Link(string place, string target)
    {
        string link = Path.Combine(Root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }
}

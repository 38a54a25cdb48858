using System.Net;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Names become paths and addresses: those of the user and those that the hub gives.</summary>
public sealed class ModelStoreNameTests : IAsyncLifetime
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

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("a/../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("..\\evil.json")]
    [InlineData("C:/evil.json")]
    [InlineData("")]
    public async Task ListingWithANameThatLeadsOutIsRefused(string path)
    {
        hub.AddFile(Bert, path, [1]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store().DownloadAsync(Bert));
        Assert.Contains($"'{path}'", error.Message);
        Assert.False(Directory.Exists(folder["store"]));
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "sha": "../../evil", "siblings": [] }""")]
    [InlineData("""{ "sha": "0123456789012345678901234567890123456789", "siblings": 1 }""")]
    [InlineData("""{ "sha": "0123456789012345678901234567890123456789", "siblings": [{ "rfilename": "config.json", "blobId": "../../evil" }] }""")]
    public async Task AnswerThatIsNoListingIsRefused(string answer)
    {
        using var client = new HttpClient(new FixedAnswer(answer));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store(client: client).DownloadAsync(Bert));
        Assert.Contains("HF_ENDPOINT", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../evil")]
    [InlineData("a/b/c")]
    [InlineData("a\\b")]
    [InlineData("a/..b")]
    [InlineData("a--b")]
    [InlineData("/a")]
    [InlineData("a/b?x")]
    [InlineData("a/b\n")]
    public async Task NameThatIsNoneIsRefusedWithoutARequest(string repository)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store().DownloadAsync(repository));
        Assert.Empty(hub.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../main")]
    [InlineData("a/../b")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("/main")]
    public async Task RevisionThatIsNoneIsRefusedWithoutARequest(string revision)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store().DownloadAsync(Bert, new ModelDownloadOptions { Revision = revision }));
        Assert.Empty(hub.Requests);
    }

    private ModelStore Store(HttpClient? client = null) => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false, HttpClient = client });

    private sealed class FixedAnswer(string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
    }
}

using System.Net;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

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

    /// <summary>The model does not need it: that somebody put it there must not be in the way.</summary>
    [Theory]
    [InlineData("../evil.json")]
    [InlineData("a/../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("..\\evil.json")]
    [InlineData("C:/evil.json")]
    [InlineData("")]
    [InlineData("data/a:b?c*\t.json")]
    [InlineData("1_Pooling/../config.json")]
    [InlineData("./config.json")]
    public async Task FileThatTheModelDoesNotNeedMayHaveAnyName(string path)
    {
        hub.AddFile(Bert, path, [1]);
        hub.AddFile(Bert, new string('x', 5_000) + "/notes.txt", [1]);
        string[] snapshot = [.. Directory.EnumerateFiles(await Store().DownloadAsync(Bert), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))];
        Assert.Equal(8, snapshot.Length);
        Assert.DoesNotContain("evil.json", snapshot);
        Assert.DoesNotContain("notes.txt", snapshot);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories), file => file.EndsWith("evil.json", StringComparison.Ordinal));
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Store = Store() });
    }

    [Fact]
    public async Task HashThatIsNoneIsOfNoConcernUnlessTheFileIsNeeded()
    {
        string listing = $$"""{ "sha": "{{new string('a', 40)}}", "siblings": [{ "rfilename": "notes.txt", "blobId": "../../evil", "size": 1e99 }] }""";
        using var client = new HttpClient(new FixedAnswer(listing));
        Assert.Contains("no weights", (await Assert.ThrowsAsync<FileNotFoundException>(() => Store(client: client).DownloadAsync(Bert))).Message);
    }

    [Fact]
    public async Task WeightsOfAGraphThatLieElsewhereAreNotFetched()
    {
        TinyOnnxModel.Write(folder["a/b/c"], weightsFile: "../../evil.bin");
        hub.AddFile(Bert, "evil.bin", File.ReadAllBytes(folder["a/evil.bin"]));
        hub.AddFile(Bert, "onnx/model.onnx", File.ReadAllBytes(folder["a/b/c/model.onnx"]));
        Assert.NotNull(await Record.ExceptionAsync(async () => (await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Store = Store() })).Dispose()));
        Assert.DoesNotContain(hub.Requests, request => request.Path.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListingWithoutAnEndIsRefused()
    {
        var spaces = new EndlessSpaces();
        using var client = new HttpClient(new FixedAnswer(new StreamContent(spaces)));
        Assert.Contains("HF_ENDPOINT", (await Assert.ThrowsAsync<InvalidDataException>(() => Store(client: client).DownloadAsync(Bert))).Message);
        Assert.InRange(spaces.Count, 1, 80_000_000);
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

    private sealed class FixedAnswer(HttpContent answer) : HttpMessageHandler
    {
        public FixedAnswer(string answer)
            : this(new StringContent(answer))
        {
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = answer });
    }

    private sealed class EndlessSpaces : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Count += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

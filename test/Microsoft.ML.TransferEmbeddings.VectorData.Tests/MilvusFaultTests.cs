using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>What goes wrong on the way to Milvus and back.</summary>
public sealed class MilvusFaultTests : IAsyncLifetime
{
    private static readonly Note One = new() { Id = "one", Number = 1, Vector = new[] { 1f, 0, 0 } };

    private MilvusServer server = null!;
    private MilvusVectorStore store = null!;
    private VectorStoreCollection<string, Note> notes = null!;

    public async ValueTask InitializeAsync()
    {
        server = await MilvusServer.StartAsync();
        store = new MilvusVectorStore(server.Endpoint);
        notes = store.GetCollection<string, Note>("notes");
        await notes.EnsureCollectionExistsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>Whom the server sends away comes again, when the server says.</summary>
    [Theory]
    [InlineData(429, "0", null)]
    [InlineData(503, "0", null)]
    [InlineData(429, null, null)]
    [InlineData(503, "Wed, 21 Oct 2015 07:28:00 GMT", null)]
    [InlineData(null, null, 8)]
    public async Task WhatTheServerIsTooBusyForIsSentAgain(int? status, string? retryAfter, int? code)
    {
        FailTimes(2, new MilvusFault(Status: status, RetryAfter: retryAfter, Code: code));
        await notes.UpsertAsync(One);
        Assert.Equal(3, Count("entities/upsert"));
        FailTimes(1, new MilvusFault(Status: status, RetryAfter: retryAfter, Code: code));
        Assert.Equal(1, (await notes.GetAsync("one"))!.Number);
        Assert.Empty(server.Violations);
    }

    [Theory]
    [InlineData(429, "0", null, 3, "HTTP 429")]
    [InlineData(503, null, null, 3, "HTTP 503")]
    [InlineData(429, "3600", null, 1, "HTTP 429")]
    [InlineData(null, null, 8, 3, "code 8: the reason of 8")]
    [InlineData(null, null, 65535, 1, "code 65535: the reason of 65535")]
    [InlineData(500, null, null, 1, "HTTP 500")]
    [InlineData(502, null, 1, 1, "code 1: the reason of 1")]
    [InlineData(404, null, null, 1, "HTTP 404")]
    public async Task AfterFewTriesItIsTheStoresFault(int? status, string? retryAfter, int? code, int requests, string reason)
    {
        FailTimes(int.MaxValue, new MilvusFault(Status: status, RetryAfter: retryAfter, Code: code));
        await FailsAsync("UpsertAsync", "entities/upsert", () => notes.UpsertAsync(One));
        await FailsAsync("SearchAsync", "entities/search", async () => await notes.SearchAsync(new float[] { 1, 0, 0 }, 1).ToArrayAsync());

        async Task FailsAsync(string operation, string path, Func<Task> act)
        {
            var e = await Assert.ThrowsAsync<VectorStoreException>(act);
            Assert.Equal(("milvus", "default", "notes", operation), (e.VectorStoreSystemName, e.VectorStoreName, e.CollectionName, e.OperationName));
            Assert.Contains(reason, e.Message);
            Assert.Equal(requests, Count(path));
        }
    }

    /// <summary>Whether it was done is not known, so it is not done again without the caller.</summary>
    [Fact]
    public async Task AnAnswerThatBreaksOffIsAFailureAndNothingIsRepeated()
    {
        FailTimes(1, new MilvusFault(CutsAnswer: true));
        Assert.Contains("gave no answer to 'entities/upsert'", (await Assert.ThrowsAsync<VectorStoreException>(() => notes.UpsertAsync(One))).Message);
        Assert.Equal(1, Count("entities/upsert"));
        // It was done; doing it again changes nothing.
        Assert.NotNull(await notes.GetAsync("one"));
        await notes.UpsertAsync(One);
        FailTimes(1, new MilvusFault(CutsAnswer: true));
        await Assert.ThrowsAsync<VectorStoreException>(async () => await notes.GetAsync(note => true, 3).ToArrayAsync());
        Assert.Single(await notes.GetAsync(note => true, 3).ToArrayAsync());
    }

    [Theory]
    [InlineData("<html>the proxy says hello</html>", "not in JSON")]
    [InlineData("", "not in JSON")]
    [InlineData("[]", "HTTP 200 OK: it gave no reason")]
    [InlineData("{}", "HTTP 200 OK: it gave no reason")]
    [InlineData("""{"code":"0","data":[]}""", "HTTP 200 OK")]
    [InlineData("""{"code":0}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":{}}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[{"Id":7}]}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[7]}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[{"Id":"a"}]}""", "a record has no 'Number'")]
    [InlineData("""{"code":0,"data":[{"Id":"a","Number":1,"IsOpen":false,"Price":1,"Sent":9223372036854775807}]}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[{"Id":"a","Number":1,"IsOpen":false,"Price":1,"Sent":900000000000000000}]}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[{"Id":"a","Number":1,"IsOpen":false,"Price":1,"Owner":"nobody"}]}""", "none that its API describes")]
    [InlineData("""{"code":0,"data":[{"Id":"a","Number":3000000000}]}""", "none that its API describes")]
    public async Task AnAnswerOfAnotherKindIsRefused(string body, string reason)
    {
        FailTimes(int.MaxValue, new MilvusFault(Status: 200, Body: body));
        Assert.Contains(reason, (await Assert.ThrowsAsync<VectorStoreException>(async () => await notes.GetAsync(note => true, 3).ToArrayAsync())).Message);
        Assert.Contains("failed", (await Assert.ThrowsAsync<VectorStoreException>(async () => await notes.SearchAsync(new float[] { 1, 0, 0 }, 3).ToArrayAsync())).Message);
    }

    [Fact]
    public async Task FewerRecordsThanWereSentAreAFailure()
    {
        FailTimes(1, new MilvusFault(Status: 200, Body: """{"code":0,"data":{"upsertCount":0,"upsertIds":[]}}"""));
        Assert.Contains("0 of 1", (await Assert.ThrowsAsync<VectorStoreException>(() => notes.UpsertAsync(One))).Message);
    }

    [Fact]
    public async Task WhoDoesNotWaitIsLetGo()
    {
        using var source = new CancellationTokenSource();
        FailTimes(int.MaxValue, new MilvusFault(Delay: TimeSpan.FromMinutes(5)));
        var writing = notes.UpsertAsync(One, source.Token);
        for (var start = DateTime.UtcNow; Count("entities/upsert") == 0; await Task.Delay(5))
            Assert.True(DateTime.UtcNow - start < TimeSpan.FromMinutes(1));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        // Between two tries, too.
        using var second = new CancellationTokenSource();
        FailTimes(int.MaxValue, new MilvusFault(Status: 429, RetryAfter: "29"));
        var reading = notes.GetAsync("one", null, second.Token);
        for (var start = DateTime.UtcNow; Count("entities/query") == 0; await Task.Delay(5))
            Assert.True(DateTime.UtcNow - start < TimeSpan.FromMinutes(1));
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task AServerThatDoesNotAnswerInTimeIsTheStoresFault()
    {
        using var client = new HttpClient { BaseAddress = server.Endpoint, Timeout = TimeSpan.FromMilliseconds(300) };
        using var impatient = new MilvusVectorStore(client);
        FailTimes(int.MaxValue, new MilvusFault(Delay: TimeSpan.FromMinutes(5)));
        Assert.Contains("has not answered", (await Assert.ThrowsAsync<VectorStoreException>(() => impatient.GetCollection<string, Note>("notes").UpsertAsync(One))).Message);
        Assert.Equal(1, Count("entities/upsert"));
    }

    [Fact]
    public async Task AServerThatIsNotThereIsTheStoresFault()
    {
        using var nobody = new MilvusVectorStore(new Uri("http://127.0.0.1:1"), new() { Database = "other" });
        var e = await Assert.ThrowsAsync<VectorStoreException>(() => nobody.GetCollection<string, Note>("notes").GetAsync("a"));
        Assert.Equal(("milvus", "other", "notes", "GetAsync"), (e.VectorStoreSystemName, e.VectorStoreName, e.CollectionName, e.OperationName));
        e = await Assert.ThrowsAsync<VectorStoreException>(() => nobody.CollectionExistsAsync("notes"));
        Assert.Equal(("milvus", "notes", "CollectionExistsAsync"), (e.VectorStoreSystemName, e.CollectionName, e.OperationName));
        e = await Assert.ThrowsAsync<VectorStoreException>(() => nobody.EnsureCollectionDeletedAsync("notes"));
        Assert.Equal("EnsureCollectionDeletedAsync", e.OperationName);
        e = await Assert.ThrowsAsync<VectorStoreException>(async () => await nobody.ListCollectionNamesAsync().ToArrayAsync());
        Assert.Equal((null, "ListCollectionNamesAsync"), (e.CollectionName, e.OperationName));
    }

    /// <summary>Somebody else deletes it between the question and the answer.</summary>
    [Fact]
    public async Task ACollectionThatIsGoneAlreadyIsDeleted()
    {
        server.Misbehave = request => request.Path == "collections/drop" ? new MilvusFault(Code: Refusal.CollectionNotFound) : null;
        await notes.EnsureCollectionDeletedAsync();
        server.Misbehave = request => request.Path == "collections/drop" ? new MilvusFault(Code: 5) : null;
        await Assert.ThrowsAsync<VectorStoreException>(() => notes.EnsureCollectionDeletedAsync());
    }

    [Fact]
    public async Task WhoHasNoTokenIsToldSo()
    {
        await using var guarded = await MilvusServer.StartAsync(MilvusServer.Create(token: "root:secret"));
        using var stranger = new MilvusVectorStore(guarded.Endpoint);
        var e = await Assert.ThrowsAsync<VectorStoreException>(() => stranger.CollectionExistsAsync("notes"));
        Assert.Contains("code 1800: User hasn't authenticated", e.Message);
        using var wrong = new MilvusVectorStore(guarded.Endpoint, new() { Token = "root:wrong" });
        Assert.DoesNotContain("wrong", (await Assert.ThrowsAsync<VectorStoreException>(() => wrong.CollectionExistsAsync("notes"))).ToString());
        using var known = new MilvusVectorStore(guarded.Endpoint, new() { Token = "root:secret" });
        Assert.False(await known.CollectionExistsAsync("notes"));
    }

    /// <summary>The next requests go wrong; then all is well.</summary>
    private void FailTimes(int times, MilvusFault fault)
    {
        int left = times;
        server.Misbehave = _ => left-- > 0 ? fault : null;
    }

    private int Count(string path) => server.Requests.Count(request => request.Path == path);
}

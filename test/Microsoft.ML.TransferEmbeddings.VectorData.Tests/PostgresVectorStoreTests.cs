using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;
using Npgsql;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>PostgreSQL with pgvector, where there is a server.</summary>
public sealed class PostgresVectorStoreTests : VectorStoreContract
{
    /// <summary>A test that was skipped has left nothing behind.</summary>
    public override ValueTask DisposeAsync() => PostgresServer.IsThere ? base.DisposeAsync() : ValueTask.CompletedTask;

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new PostgresVectorStore(PostgresServer.Find(), new() { EmbeddingGenerator = generator });

    /// <summary>An index that finds nearly all, and goes on where a filter leaves few.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HnswFindsNearlyAll(bool halfPrecision)
    {
        const int count = 10, dimensions = 32;
        var random = new Random(5);
        string name = $"hnsw {Guid.NewGuid():N}";
        using var store = new PostgresVectorStore(PostgresServer.Find(), new() { HalfPrecision = halfPrecision });
        VectorStoreCollection<object, Dictionary<string, object?>> Open(string kind) => store.GetDynamicCollection(name, new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(int)),
                new VectorStoreDataProperty("Part", typeof(int)) { IsIndexed = true },
                new VectorStoreVectorProperty("Vector", typeof(float[]), dimensions) { IndexKind = kind },
            ],
        });
        var indexed = Open(IndexKind.Hnsw);
        await indexed.EnsureCollectionExistsAsync();
        try
        {
            await indexed.UpsertAsync(Enumerable.Range(0, 3000).Select(i => new Dictionary<string, object?> { ["Id"] = i, ["Part"] = i % 50, ["Vector"] = NewVector() }));
            await using (var command = ((NpgsqlDataSource)store.GetService(typeof(NpgsqlDataSource))!).CreateCommand("ANALYZE"))
                await command.ExecuteNonQueryAsync();
            var exact = Open(IndexKind.Flat);
            int found = 0, filtered = 0;
            for (int query = 0; query < 20; query++)
            {
                float[] vector = NewVector();
                found += await Common(vector, new());
                filtered += await Common(vector, new() { Filter = record => (int)record["Part"]! == 7 });
            }
            Assert.InRange(found, 0.95 * 20 * count, 20 * count);
            Assert.InRange(filtered, 0.95 * 20 * count, 20 * count);

            async Task<int> Common(float[] vector, VectorSearchOptions<Dictionary<string, object?>> options) =>
                (await indexed.SearchAsync(vector, count, options).ToArrayAsync()).Select(result => (int)result.Record["Id"]!)
                    .Intersect((await exact.SearchAsync(vector, count, options).ToArrayAsync()).Select(result => (int)result.Record["Id"]!)).Count();
        }
        finally
        {
            await indexed.EnsureCollectionDeletedAsync();
        }

        float[] NewVector() => [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    [Fact]
    public async Task ConnectionsOfTheCallersStayOpen()
    {
        await using var source = NpgsqlDataSource.Create(PostgresServer.Find());
        using (var store = new PostgresVectorStore(source))
        {
            Assert.Same(source, store.GetService(typeof(NpgsqlDataSource)));
            _ = await store.ListCollectionNamesAsync().ToArrayAsync();
            store.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CollectionExistsAsync("x"));
        }
        await using var command = source.CreateCommand("SELECT 1");
        Assert.Equal(1, await command.ExecuteScalarAsync());
    }

    [Fact]
    public void NamesThatTheServerCutsOffAreRefused()
    {
        using var store = new PostgresVectorStore("Host=127.0.0.1");
        string tooLong = new('ä', 32);
        Assert.Contains(tooLong, Assert.Throws<NotSupportedException>(() => store.GetCollection<string, Note>(tooLong)).Message);
        Assert.NotNull(store.GetCollection<string, Note>(tooLong[1..]));
    }

    [Fact]
    public async Task AServerThatIsNotThereIsTheStoresFault()
    {
        using var store = new PostgresVectorStore("Host=127.0.0.1;Port=1;Timeout=5;Username=x");
        var e = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetCollection<string, Note>("notes").GetAsync("a"));
        Assert.Equal(("postgresql", "notes", "GetAsync"), (e.VectorStoreSystemName, e.CollectionName, e.OperationName));
        e = await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("notes"));
        Assert.Equal(("postgresql", "notes", "CollectionExistsAsync"), (e.VectorStoreSystemName, e.CollectionName, e.OperationName));
        e = await Assert.ThrowsAsync<VectorStoreException>(() => store.EnsureCollectionDeletedAsync("notes"));
        Assert.Equal("EnsureCollectionDeletedAsync", e.OperationName);
        e = await Assert.ThrowsAsync<VectorStoreException>(async () => await store.ListCollectionNamesAsync().ToArrayAsync());
        Assert.Equal((null, "ListCollectionNamesAsync"), (e.CollectionName, e.OperationName));
    }
}

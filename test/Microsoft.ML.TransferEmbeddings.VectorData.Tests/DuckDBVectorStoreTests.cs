using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>A database in a file.</summary>
public sealed class DuckDBVectorStoreTests : VectorStoreContract
{
    private readonly TemporaryFolder folder = new();

    private string Database => folder["notes.duckdb"];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new DuckDBVectorStore(Database, new() { EmbeddingGenerator = generator });

    [Fact]
    public async Task WhatWasWrittenIsThereWhenTheFileIsOpenedAgain()
    {
        using (var store = CreateStore(null))
        {
            var notes = store.GetCollection<string, Note>("notes");
            await notes.EnsureCollectionExistsAsync();
            await notes.UpsertAsync(new Note { Id = "a", Text = "a text", Vector = new[] { 1f, 2, 3 } });
        }
        using var again = CreateStore(null);
        Assert.Equal("a text", (await again.GetCollection<string, Note>("notes").GetAsync("a"))!.Text);
    }

    [Fact]
    public async Task AnIndexOfEveryKindIsTheSameExactSearch()
    {
        using var store = CreateStore(null);
        foreach (string kind in new[] { IndexKind.Flat, IndexKind.Hnsw, IndexKind.DiskAnn })
        {
            var collection = store.GetDynamicCollection(kind, new()
            {
                Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { IndexKind = kind }],
            });
            await collection.EnsureCollectionExistsAsync();
            await collection.UpsertAsync([new() { ["Id"] = 1, ["Vector"] = new float[] { 1, 0 } }, new() { ["Id"] = 2, ["Vector"] = new float[] { 0, 1 } }]);
            Assert.Equal(2, (await collection.SearchAsync(new float[] { 0, 1 }, 1).ToArrayAsync())[0].Record["Id"]);
        }
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsRefusedByName()
    {
        File.WriteAllText(Database, new string('x', 10_000));
        var e = Assert.Throws<VectorStoreException>(() => CreateStore(null));
        Assert.Contains(Database, e.Message);
        Assert.Equal("duckdb", e.VectorStoreSystemName);
    }
}

/// <summary>A database in memory.</summary>
public sealed class DuckDBInMemoryTests : VectorStoreContract
{
    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new DuckDBVectorStore(path: null, new() { EmbeddingGenerator = generator });
}

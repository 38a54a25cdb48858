using System.Linq.Expressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

/// <summary>What every store must do, in the same way: the tests of a store inherit it.</summary>
public abstract partial class VectorStoreContract : IAsyncLifetime
{
    private readonly List<VectorStore> stores = [];
    private readonly List<string> collections = [];

    /// <summary>Distance functions that the store has.</summary>
    protected virtual string[] DistanceFunctions =>
    [
        DistanceFunction.CosineSimilarity, DistanceFunction.CosineDistance, DistanceFunction.DotProductSimilarity, DistanceFunction.NegativeDotProductSimilarity,
        DistanceFunction.EuclideanDistance, DistanceFunction.EuclideanSquaredDistance,
    ];

    /// <summary>Whether any text may be the name of a collection or a property; otherwise letters, digits and underscores alone.</summary>
    protected virtual bool TakesAnyName => true;

    /// <summary>A store whose collections the other stores of a test see too.</summary>
    protected abstract VectorStore CreateStore(IEmbeddingGenerator? generator);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (collections.Count > 0)
        {
            using var store = CreateStore(generator: null);
            foreach (string collection in collections)
                await store.EnsureCollectionDeletedAsync(collection);
        }
        stores.ForEach(store => store.Dispose());
    }

    /// <summary>A store that goes with the test.</summary>
    private VectorStore Store(IEmbeddingGenerator? generator = null)
    {
        var store = CreateStore(generator);
        stores.Add(store);
        return store;
    }

    /// <summary>A name that no other test has.</summary>
    private string NewName(string prefix = "notes")
    {
        collections.Add($"{prefix}{(TakesAnyName ? " " : "_")}{Guid.NewGuid():N}");
        return collections[^1];
    }

    private async Task<VectorStoreCollection<string, Note>> NotesAsync(params Note[] notes)
    {
        var collection = Store().GetCollection<string, Note>(NewName());
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(notes);
        return collection;
    }

    private static async Task<string[]> IdsAsync(VectorStoreCollection<string, Note> notes, Expression<Func<Note, bool>> filter) =>
        [.. (await notes.GetAsync(filter, 1000).ToArrayAsync()).Select(note => note.Id)];

    private static async Task<VectorSearchResult<T>[]> SearchAsync<T>(VectorStoreCollection<string, T> collection, float[] query, int top, VectorSearchOptions<T>? options = null)
        where T : class => await collection.SearchAsync(new ReadOnlyMemory<float>(query), top, options).ToArrayAsync();
}

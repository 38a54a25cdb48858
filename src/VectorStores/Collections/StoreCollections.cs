using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>What every store does in the same way: it opens collections, and gives errors its name.</summary>
/// <param name="store">What the store is called.</param>
/// <param name="generator">Of the store; null for none.</param>
/// <param name="isFailure">Whether an exception is the store's own, and the caller's no fault.</param>
/// <param name="open">Gives the rows of the collection that has a name and columns.</param>
internal sealed class StoreCollections(StoreName store, IEmbeddingGenerator? generator, Func<Exception, bool> isFailure, Func<string, IReadOnlyList<Column>, RecordTable> open)
{
    public StoreName Store => store;

    public IEmbeddingGenerator? Generator => generator;

    public VectorStoreCollection<TKey, TRecord> Open<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition)
        where TKey : notnull
        where TRecord : class =>
        typeof(TRecord) == typeof(Dictionary<string, object?>)
            ? throw new ArgumentException("Dictionaries have a method of their own. Use GetDynamicCollection.", nameof(definition))
            : new StoreCollection<TKey, TRecord>(this, name, definition);

    public VectorStoreCollection<object, Dictionary<string, object?>> OpenDynamic(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new StoreCollection<object, Dictionary<string, object?>>(this, name, definition);
    }

    public RecordTable OpenTable(string name, IReadOnlyList<Column> columns) => open(name, columns);

    /// <param name="operation">The method of the abstractions that was called.</param>
    /// <param name="collection">Null where it is about none.</param>
    /// <param name="act">Does it.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <exception cref="VectorStoreException">The store failed.</exception>
    public async Task<T> RunAsync<T>(string operation, string? collection, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (isFailure(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new VectorStoreException($"{operation}{(collection is null ? "" : $" of the collection '{collection}'")} failed: {e.Message}", e)
            {
                VectorStoreSystemName = store.System,
                VectorStoreName = store.Name,
                CollectionName = collection,
                OperationName = operation,
            };
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string operation, string? collection, Func<Task> act, CancellationToken cancellationToken) => RunAsync(
        operation,
        collection,
        async () =>
        {
            await act().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc cref="RunAsync{T}"/>
    public async IAsyncEnumerable<T> ReadAsync<T>(string operation, string? collection, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var enumerator = items.GetAsyncEnumerator(cancellationToken);
        while (await RunAsync(operation, collection, async () => await enumerator.MoveNextAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            yield return enumerator.Current;
    }
}

using DuckDB.NET.Data;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.DuckDB.Tables;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A vector store in DuckDB, a database inside the process, with exact search: every vector is compared. What was written stays when the process is killed. Thread-safe:
/// calls run at the same time, but for those that write.
/// </summary>
/// <remarks>
/// <include file='../../VectorStores/Records.xml' path='docs/records/para'/>
/// <para>
/// Distance functions are those of the cosine, which is the default, of the dot product, and of Euclid. A collection is a table in the database's main schema, whatever kind
/// of index a record names. DuckDB doesn't distinguish upper and lower case in the names of tables and columns. Calls run on the caller's thread.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using Microsoft.Extensions.AI;
/// using Microsoft.Extensions.VectorData;
///
/// using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator();
/// using var store = new DuckDBVectorStore("notes.duckdb", new() { EmbeddingGenerator = generator });
/// var notes = store.GetDynamicCollection("notes", new()
/// {
///     Properties =
///     [
///         new VectorStoreKeyProperty("Id", typeof(int)),
///         new VectorStoreDataProperty("Text", typeof(string)),
///         new VectorStoreVectorProperty("Vector", typeof(string), 256),
///     ],
/// });
/// await notes.EnsureCollectionExistsAsync();
/// await notes.UpsertAsync(reviews.Select((review, i) => new Dictionary&lt;string, object?&gt; { ["Id"] = i, ["Text"] = review.Sentence, ["Vector"] = review.Sentence }));
/// await foreach (var result in notes.SearchAsync("a tasty dinner", top: 1))
///     Console.WriteLine(result.Record["Text"]); // prints A delicious dinner
/// </code>
/// </example>
public sealed class DuckDBVectorStore : VectorStore
{
    private const string SystemName = "duckdb";

    private readonly DuckDBDatabase database;
    private readonly StoreCollections collections;

    /// <summary>Opens a database, and creates it where there is none. Another process can't open it at the same time.</summary>
    /// <param name="path">Path of the database's file; null for a database in memory, which goes with the store.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="VectorStoreException">The database can't be opened.</exception>
    public DuckDBVectorStore(string? path, DuckDBVectorStoreOptions? options = null)
    {
        if (path is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var name = new StoreName(SystemName, path is null ? null : Path.GetFullPath(path));
        try
        {
            database = new DuckDBDatabase(name.Name);
        }
        catch (DuckDBException e)
        {
            throw new VectorStoreException($"The database '{path}' can't be opened: {e.Message}", e) { VectorStoreSystemName = SystemName, VectorStoreName = name.Name };
        }
        collections = new StoreCollections(name, options?.EmbeddingGenerator, e => e is DuckDBException, (collection, columns) => new DuckDBRecords(database, collection, columns));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a type or distance function that the store doesn't support.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) =>
        collections.Open<TKey, TRecord>(name, definition);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="definition"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a type or distance function that the store doesn't support.</exception>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        collections.OpenDynamic(name, definition);

    /// <inheritdoc/>
    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) =>
        collections.ReadAsync(nameof(ListCollectionNamesAsync), collection: null, database.TablesAsync(), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return collections.RunAsync(nameof(CollectionExistsAsync), name, () => Task.FromResult(database.HasTable(name)), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return collections.RunAsync(
            nameof(EnsureCollectionDeletedAsync),
            name,
            () => database.WriteAsync(connection => DuckDBDatabase.Execute(connection, $"DROP TABLE IF EXISTS {SqlDialect.Quote(name)}"), cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        collections.Store.FindService(this, serviceType, serviceKey);

    /// <summary>Closes the database. Collections of the store can't be used any more.</summary>
    protected override void Dispose(bool disposing)
    {
        database.Dispose();
        base.Dispose(disposing);
    }
}

using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Postgres.Tables;
using Npgsql;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A vector store in PostgreSQL with its extension pgvector, version 0.8 or later: exact search, or an HNSW index where a record's vector property names
/// <see cref="IndexKind.Hnsw"/>. Thread-safe.
/// </summary>
/// <remarks>
/// <include file='../../VectorStores/Records.xml' path='docs/records/para'/>
/// <para>
/// Distance functions are those of the cosine, which is the default, of the dot product, and of Euclid. A collection is a table, and data properties that are indexed have an
/// index. To create the first collection the extension must be there, or the user may create it. Names have up to 63 bytes.
/// </para>
/// </remarks>
public sealed class PostgresVectorStore : VectorStore
{
    private readonly PostgresDatabase database;
    private readonly StoreCollections collections;

#pragma warning disable RS0026 // A string and a source of connections: the argument's type decides which one is meant.
    /// <summary>Creates a store with connections of its own. The server is not asked yet.</summary>
    /// <param name="connectionString">Connection string, as Npgsql takes it.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is null, empty, or not a connection string.</exception>
    public PostgresVectorStore(string connectionString, PostgresVectorStoreOptions? options = null)
        : this(CreateSource(connectionString), isOwner: true, options)
    {
    }

    /// <summary>Creates a store on connections of the caller's. The server is not asked yet.</summary>
    /// <param name="dataSource">Source of connections, which stays the caller's. It needs no support of pgvector's types.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dataSource"/> is null.</exception>
    public PostgresVectorStore(NpgsqlDataSource dataSource, PostgresVectorStoreOptions? options = null)
        : this(dataSource, isOwner: false, options)
    {
    }
#pragma warning restore RS0026

    private PostgresVectorStore(NpgsqlDataSource dataSource, bool isOwner, PostgresVectorStoreOptions? options)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        options ??= new PostgresVectorStoreOptions();
        database = new PostgresDatabase(dataSource, isOwner, options.Schema);
        var dialect = new PostgresDialect(options.Schema, options.HalfPrecision ? "halfvec" : "vector");
        var name = new StoreName("postgresql", new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Database);
        collections = new StoreCollections(name, options.EmbeddingGenerator, e => e is NpgsqlException, (collection, columns) => new PostgresRecords(database, dialect, collection, columns));
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
        collections.ReadAsync(nameof(ListCollectionNamesAsync), collection: null, database.TablesAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return collections.RunAsync(nameof(CollectionExistsAsync), name, () => database.HasTableAsync(name, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return collections.RunAsync(nameof(EnsureCollectionDeletedAsync), name, () => database.DropAsync(name, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(NpgsqlDataSource) ? database.Source : collections.Store.FindService(this, serviceType, serviceKey);

    /// <summary>Closes the connections, unless the caller owns their source. Collections of the store can't be used any more.</summary>
    protected override void Dispose(bool disposing)
    {
        database.Dispose();
        base.Dispose(disposing);
    }

    private static NpgsqlDataSource CreateSource(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return NpgsqlDataSource.Create(connectionString);
    }
}

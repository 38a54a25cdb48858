using System.Runtime.CompilerServices;
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
/// Keys are <see cref="string"/>, <see cref="int"/>, <see cref="long"/> or <see cref="Guid"/>. Data properties are <see cref="bool"/>, <see cref="int"/>,
/// <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="string"/>, <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, <see cref="Guid"/>, arrays
/// and lists of strings. Vectors are <see cref="ReadOnlyMemory{T}"/> of <see cref="float"/>, arrays, embeddings, or values that a generator makes vectors of. Distance
/// functions are those of the cosine, which is the default, of the dot product, and of Euclid. A collection is a table, and data properties that are indexed have an
/// index. To create the first collection the extension must be there, or the user may create it. Names have up to 63 bytes.
/// </remarks>
public sealed class PostgresVectorStore : VectorStore
{
    private const string SystemName = "postgresql";

    private readonly PostgresVectorStoreOptions options;
    private readonly PostgresDatabase database;
    private readonly PostgresDialect dialect;
    private readonly StoreName name;

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
        this.options = options ?? new PostgresVectorStoreOptions();
        database = new PostgresDatabase(dataSource, isOwner, this.options.Schema);
        dialect = new PostgresDialect(this.options.Schema, this.options.HalfPrecision ? "halfvec" : "vector");
        name = new StoreName(SystemName, new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Database);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a type or distance function that the store doesn't support.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new ArgumentException("Dictionaries have a method of their own. Use GetDynamicCollection.", nameof(definition));
        return Open<TKey, TRecord>(name, definition);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="definition"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a type or distance function that the store doesn't support.</exception>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Open<object, Dictionary<string, object?>>(name, definition);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (string collection in database.TablesAsync(cancellationToken).ConfigureAwait(false))
            yield return collection;
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return database.HasTableAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return database.DropAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(NpgsqlDataSource) ? database.Source : name.FindService(this, serviceType, serviceKey);

    /// <summary>Closes the connections, unless the caller owns their source. Collections of the store can't be used any more.</summary>
    protected override void Dispose(bool disposing)
    {
        database.Dispose();
        base.Dispose(disposing);
    }

    private StoreCollection<TKey, TRecord> Open<TKey, TRecord>(string collection, VectorStoreCollectionDefinition? definition)
        where TKey : notnull
        where TRecord : class =>
        new(name, collection, definition, options.EmbeddingGenerator, columns => new PostgresRecords(database, dialect, collection, columns));

    private static NpgsqlDataSource CreateSource(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return NpgsqlDataSource.Create(connectionString);
    }
}

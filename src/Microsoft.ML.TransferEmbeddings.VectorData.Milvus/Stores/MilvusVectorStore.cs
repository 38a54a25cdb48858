using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Requests;
using Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A vector store in Milvus, version 2.5 or later, or in a service with the same REST API: exact search, or an index where a record's vector property names
/// <see cref="IndexKind.Hnsw"/> or <see cref="IndexKind.Dynamic"/>. Thread-safe.
/// </summary>
/// <remarks>
/// <include file='../../VectorStores/Records.xml' path='docs/records/para'/>
/// <para>
/// Distance functions are those of the cosine, which is the default, of the dot product, and of Euclid. Names of collections and properties have letters A to Z, digits
/// and underscores, a text up to 65,535 bytes, a list up to 4,096 texts, a vector 2 to 32,768 dimensions, and numbers are finite; a search gives up to the 16,384 nearest.
/// What goes beyond is refused. A search sees what was acknowledged before it (consistency level Strong). A request that the server is too busy for is sent again, two
/// times at most. A call with more than 16,384 records or 16 MB is several requests, some of which may be done when it fails.
/// </para>
/// <para>The tests of this class use a server that follows Milvus' published API. It was not tested with Milvus itself.</para>
/// </remarks>
public sealed class MilvusVectorStore : VectorStore
{
    private readonly MilvusClient client;
    private readonly MilvusCollections milvus;
    private readonly StoreCollections collections;

#pragma warning disable RS0026 // An address and a client: the argument's type decides which one is meant.
    /// <summary>Creates a store with connections of its own. The server is not asked yet.</summary>
    /// <param name="endpoint">Address of the server, such as <c>http://localhost:19530</c>.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="endpoint"/> is not an absolute address of http or https.</exception>
    public MilvusVectorStore(Uri endpoint, MilvusVectorStoreOptions? options = null)
        : this(CreateClient(), isOwner: true, CheckEndpoint(endpoint, nameof(endpoint)), options)
    {
    }

    /// <summary>Creates a store on a client of the caller's, which may have a proxy, certificates or a timeout of its own. The server is not asked yet.</summary>
    /// <param name="client">Client, which stays the caller's. Its base address is that of the server.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="client"/> has no base address of http or https.</exception>
    public MilvusVectorStore(HttpClient client, MilvusVectorStoreOptions? options = null)
        : this(client ?? throw new ArgumentNullException(nameof(client)), isOwner: false, CheckEndpoint(client.BaseAddress, nameof(client)), options)
    {
    }
#pragma warning restore RS0026

    private MilvusVectorStore(HttpClient http, bool isOwner, Uri endpoint, MilvusVectorStoreOptions? options)
    {
        client = new MilvusClient(http, isOwner, endpoint, options?.Token, options?.Database);
        milvus = new MilvusCollections(client);
        collections = new StoreCollections(
            new StoreName("milvus", options?.Database ?? "default"),
            options?.EmbeddingGenerator,
            e => e is MilvusException,
            (name, columns) => new MilvusRecords(client, name, columns));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="name"/> is none that Milvus takes.</exception>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a name, type, dimension or distance function that Milvus doesn't support.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) =>
        collections.Open<TKey, TRecord>(CheckName(name), definition);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="definition"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is none that Milvus takes.</exception>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a name, type, dimension or distance function that Milvus doesn't support.</exception>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        collections.OpenDynamic(CheckName(name), definition);

    /// <inheritdoc/>
    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) =>
        collections.ReadAsync(nameof(ListCollectionNamesAsync), collection: null, milvus.NamesAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) =>
        collections.RunAsync(nameof(CollectionExistsAsync), CheckName(name), () => milvus.ExistsAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) =>
        collections.RunAsync(nameof(EnsureCollectionDeletedAsync), CheckName(name), () => milvus.EnsureDeletedAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) => collections.Store.FindService(this, serviceType, serviceKey);

    /// <summary>Closes the connections, unless the client is the caller's. Collections of the store can't be used any more.</summary>
    protected override void Dispose(bool disposing)
    {
        client.Dispose();
        base.Dispose(disposing);
    }

    private static HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    private static Uri CheckEndpoint(Uri? endpoint, string parameter)
    {
        if (parameter == nameof(endpoint))
            ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint is { IsAbsoluteUri: true } && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)
            ? endpoint
            : throw new ArgumentException($"'{endpoint}' is not the address of a server. Give one such as http://localhost:19530.", parameter);
    }

    private static string CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return MilvusFields.Name.IsMatch(name)
            ? name
            : throw new ArgumentException($"'{name}' can't be a collection of Milvus. Names have up to 255 letters A to Z, digits and underscores, and don't begin with a digit.", nameof(name));
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Files;
using Microsoft.ML.TransferEmbeddings.VectorData.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A vector store in the memory of the process, with exact search: every vector is compared. It may be read from a file and saved to one. Thread-safe: searches run at
/// the same time, and wait for changes of their collection.
/// </summary>
/// <remarks>
/// <include file='../../VectorStores/Records.xml' path='docs/records/para'/>
/// <para>
/// Distance functions are those of the cosine, which is the default, of the dot product, and of Euclid. Whatever kind of index a record names, the search is exact.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using Microsoft.Extensions.AI;
/// using Microsoft.Extensions.VectorData;
///
/// using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator();
/// using var store = new ExactVectorStore(new() { EmbeddingGenerator = generator });
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
public sealed class ExactVectorStore : VectorStore
{
    private readonly string? path;
    private readonly TableSet tables;
    private readonly StoreCollections collections;

    /// <summary>Creates an empty store.</summary>
    /// <param name="options">Options; null for the defaults.</param>
    public ExactVectorStore(ExactVectorStoreOptions? options = null)
        : this(options ?? new ExactVectorStoreOptions(), path: null)
    {
    }

    private ExactVectorStore(ExactVectorStoreOptions options, string? path)
    {
        this.path = path;
        tables = new TableSet(new VectorIndexOptions { Codes = options.Codes, RescoreFactor = options.RescoreFactor });
        var name = new StoreName("microsoft.ml.transferembeddings", path);
        collections = new StoreCollections(name, options.EmbeddingGenerator, e => e is TableException, (collection, columns) => new MemoryRecords(tables, collection, columns));
    }

    /// <summary>Reads a store from a file that <see cref="Save"/> wrote; without the file, creates an empty store that <see cref="Save"/> will write there.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">Options; null for the defaults. They need not be those with which the file was saved.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidDataException">The file is not a whole file of a store.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ExactVectorStore Open(string path, ExactVectorStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var store = new ExactVectorStore(options ?? new ExactVectorStoreOptions(), Path.GetFullPath(path));
        if (File.Exists(path))
            StoreFile.Read(store.path!, store.tables);
        return store;
    }

    /// <summary>
    /// Writes all collections to a file, with a checksum. The file is whole or, where something fails, as it was before; readers of the former file are not disturbed.
    /// What is changed after the last call is lost with the process.
    /// </summary>
    /// <param name="path">Path of the file; null for the one that <see cref="Open"/> read.</param>
    /// <exception cref="InvalidOperationException"><paramref name="path"/> is null and the store was not opened from a file.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string? path = null)
    {
        path ??= this.path ?? throw new InvalidOperationException("The store was not opened from a file. Give Save a path.");
        StoreFile.Write(path, tables);
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
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string name in tables.Names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(tables.Find(name) is not null);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        cancellationToken.ThrowIfCancellationRequested();
        tables.Remove(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        collections.Store.FindService(this, serviceType, serviceKey);

    /// <summary>Frees the vectors. Collections of the store can't be used any more.</summary>
    protected override void Dispose(bool disposing)
    {
        tables.Dispose();
        base.Dispose(disposing);
    }
}

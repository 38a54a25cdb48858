using Microsoft.ML.TransferEmbeddings.Caching;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Vectors that were computed once, by model and input. Stages use the cache of their context's options (<see cref="EmbeddingContextOptions.Cache"/>): trainers that read
/// their data many times, folds of a cross-validation, experiments, and, with <see cref="Open"/>, runs of the program then encode every input once.
/// </summary>
/// <remarks>
/// Thread-safe. A vector is found by the model's fingerprint and SHA-256 of the input: the text, the content of an image file, the pixels of an image. Vectors of inputs that
/// can't be used (<see cref="InvalidInputHandling"/>) and those with values that are not finite are not kept. What a cache was worth is counted by
/// <see cref="Statistics"/>, written to the context's log, and measured by the meter <see cref="MeterName"/> (<c>System.Diagnostics.Metrics</c>).
/// </remarks>
/// <example>
/// <code>
/// using var cache = EmbeddingCache.Open("embeddings.db");
/// var ml = new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = cache });
/// </code>
/// </example>
public abstract class EmbeddingCache : IDisposable
{
    /// <summary>
    /// Name of the meter of all caches of the process: "Microsoft.ML.TransferEmbeddings". Its counters <c>embedding.cache.hits</c>, <c>embedding.cache.misses</c> (inputs),
    /// <c>embedding.cache.bytes</c> and <c>embedding.cache.time_saved</c> (seconds) have the tag <c>kind</c>, the encoder's.
    /// </summary>
    public const string MeterName = "Microsoft.ML.TransferEmbeddings";

    private static int caches;
    private readonly int number = Interlocked.Increment(ref caches);

    private protected EmbeddingCache()
    {
    }

    /// <summary>Tells the vectors of one cache from those of another one, and from those before it was cleared.</summary>
    internal string Name => $"{number}.{Generation}";

    private protected int Generation { get; set; }

    /// <summary>No cache: data that is read again is encoded again. Equal inputs of a look-ahead window are still encoded once. Disposing of it has no effect.</summary>
    public static EmbeddingCache None { get; } = new NoCache();

    /// <summary>Size of the cache, and its use since it was opened.</summary>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    public abstract EmbeddingCacheStatistics Statistics { get; }

    /// <summary>Problems with the cache since it was opened, such as a damaged file that was set aside; empty if there were none. Stages write them to the log too.</summary>
    public abstract IReadOnlyList<string> Warnings { get; }

    internal abstract EmbeddingCachePrecision Precision { get; }

    /// <summary>Counts for all encoders.</summary>
    internal abstract CacheUse Use { get; }

    /// <summary>Creates a cache in memory, which other data and predictions share, and which lives as long as somebody uses it.</summary>
    /// <param name="options">Size and precision; null for the defaults.</param>
    /// <returns>The cache. Disposing of it frees the vectors.</returns>
    public static EmbeddingCache InMemory(EmbeddingCacheOptions? options = null) => new MemoryCache(options ?? new EmbeddingCacheOptions());

    /// <summary>
    /// Opens a cache in a file, an SQLite database, which is created where it is missing. Several processes and contexts may use the file at once. A file that
    /// is damaged or belongs to another program is renamed, and an empty one takes its place. If the disk is full or the file can't be written, a warning says so and vectors are
    /// computed as without a cache: a cache never fails a run.
    /// </summary>
    /// <param name="path">Path of the file. Missing folders are created. SQLite keeps two more files beside it while it is open, with the same name and -wal or -shm.</param>
    /// <param name="options">Size and precision; null for the defaults.</param>
    /// <returns>The cache, which the caller disposes of when no stage uses it any more. Stages then compute what they need.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be opened or created; the message names it.</exception>
    public static EmbeddingCache Open(string path, EmbeddingCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileCache(path, options ?? new EmbeddingCacheOptions());
    }

    /// <summary>Forgets all vectors.</summary>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    public abstract void Clear();

    /// <summary>Frees the cache's memory and closes its file. May be called more than once.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>The places of an encoder's vectors.</summary>
    /// <param name="fingerprint">Of the encoder.</param>
    /// <param name="dimension">Of its vectors.</param>
    /// <param name="ofData">Vectors of the data at hand in memory; null where none are kept.</param>
    internal abstract CacheLayers LayersOf(string fingerprint, int dimension, VectorTable? ofData);

    private protected virtual void Release()
    {
    }
}

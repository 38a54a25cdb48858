namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Vectors of one encoder in a place that outlives the process. Thread-safe. What goes wrong there is a warning and never an error.</summary>
internal abstract class StoredVectors
{
    /// <summary>Seconds that an input took on average when its vector was computed; 0 where that is unknown.</summary>
    public abstract double SecondsPerInput { get; }

    /// <summary>Looks for rows.</summary>
    /// <param name="keys">Of all rows.</param>
    /// <param name="rows">The rows to look for.</param>
    /// <param name="vectors">Of all rows; receives those that are found.</param>
    /// <returns>The rows that are not there.</returns>
    public abstract List<int> Find(CacheKey[] keys, List<int> rows, Memory<float> vectors);

    /// <summary>Keeps rows. When this returns they are kept.</summary>
    /// <param name="keys">Of all rows.</param>
    /// <param name="rows">The rows to keep.</param>
    /// <param name="vectors">Of all rows.</param>
    /// <param name="seconds">The time that it took to compute them.</param>
    public abstract void Add(CacheKey[] keys, List<int> rows, ReadOnlyMemory<float> vectors, double seconds);
}

using System.Collections.Concurrent;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Vectors in memory, a table for each encoder.</summary>
internal sealed class MemoryCache(EmbeddingCacheOptions options) : EmbeddingCache
{
    private readonly ConcurrentDictionary<string, VectorTable> tables = new();
    private volatile bool disposed;

    public override EmbeddingCacheStatistics Statistics
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return new() { Count = tables.Values.Sum(table => (long)table.Count), Bytes = tables.Values.Sum(table => table.Bytes), Hits = Use.Hits, Misses = Use.Misses, TimeSaved = Use.TimeSaved };
        }
    }

    public override IReadOnlyList<string> Warnings => [];

    internal override EmbeddingCachePrecision Precision => options.Precision;

    internal override CacheUse Use { get; } = new();

    public override void Clear()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        foreach (var table in tables.Values)
            table.Clear();
    }

    internal override CacheLayers LayersOf(string fingerprint, int dimension, VectorTable? ofData) =>
        new(disposed ? ofData : tables.GetOrAdd(fingerprint, _ => new VectorTable(dimension, options.MaxBytes, options.Precision)), null);

    private protected override void Release()
    {
        disposed = true;
        foreach (var table in tables.Values)
            table.Close();
        tables.Clear();
    }
}

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Keeps nothing.</summary>
internal sealed class NoCache : EmbeddingCache
{
    public override EmbeddingCacheStatistics Statistics { get; } = new() { Count = 0, Bytes = 0, Hits = 0, Misses = 0, TimeSaved = TimeSpan.Zero };

    public override IReadOnlyList<string> Warnings => [];

    internal override EmbeddingCachePrecision Precision => EmbeddingCachePrecision.Single;

    internal override CacheUse Use { get; } = new();

    public override void Clear()
    {
    }

    internal override CacheLayers LayersOf(string fingerprint, int dimension, VectorTable? ofData) => CacheLayers.None;
}

using Microsoft.ML.TransferEmbeddings.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>The cache that a stage has of its context.</summary>
/// <param name="cache">Null for vectors of data alone.</param>
/// <param name="maxBytesOfData">For the vectors of one encoder of the data at hand; 0 where none are kept.</param>
internal sealed class StageCache(EmbeddingCache? cache, long maxBytesOfData)
{
    public IEnumerable<string> Warnings => cache?.Warnings ?? [];

    /// <summary>An encoder for a pass over data. Equal texts and images of a window are encoded once in any case.</summary>
    /// <param name="definition">Of the encoder.</param>
    /// <param name="encoder">It stays its owner's.</param>
    /// <param name="data">The vectors are kept as long as it.</param>
    /// <param name="use">Counts.</param>
    public EmbeddingEncoder ForData(EncoderDefinition definition, EmbeddingEncoder encoder, object data, CacheUse use)
    {
        if (!definition.KeepsVectors)
            return definition.Decorate(encoder, new Decorator(CacheLayers.None, EmbeddingCachePrecision.Single, use));
        var ofData = maxBytesOfData > 0 ? DataVectors.Of(data, Key(definition, encoder), encoder.Dimension, maxBytesOfData) : null;
        return Decorate(definition, encoder, ofData, use);
    }

    /// <summary>An encoder for predictions one by one.</summary>
    public EmbeddingEncoder ForRows(EncoderDefinition definition, EmbeddingEncoder encoder) =>
        cache is null or NoCache || !definition.KeepsVectors ? encoder : Decorate(definition, encoder, ofData: null, new CacheUse(cache.Use));

    /// <summary>Counts for a pass.</summary>
    public CacheUse CountUse() => new(cache?.Use);

    /// <summary>Whose vectors of data these are: devices and precisions round in their own way, and what one cache has another one lacks.</summary>
    private string Key(EncoderDefinition definition, EmbeddingEncoder encoder) => $"{definition.Fingerprint} {encoder.Device} {cache?.Name}";

    private EmbeddingEncoder Decorate(EncoderDefinition definition, EmbeddingEncoder encoder, VectorTable? ofData, CacheUse use)
    {
        var layers = cache is null ? new CacheLayers(ofData, null) : cache.LayersOf(definition.Fingerprint, encoder.Dimension, ofData);
        return definition.Decorate(encoder, new Decorator(layers, cache?.Precision ?? EmbeddingCachePrecision.Single, use));
    }

    private sealed class Decorator(CacheLayers layers, EmbeddingCachePrecision precision, CacheUse use) : IEncoderDecorator
    {
        public EmbeddingEncoder<TInput> Decorate<TInput>(EncoderDefinition<TInput> definition, EmbeddingEncoder<TInput> encoder)
        {
            if (layers.AreNone && encoder is EmbeddingEncoder<ReadOnlyMemory<char>> texts)
                return (EmbeddingEncoder<TInput>)(EmbeddingEncoder)new DistinctTextEncoder(texts);
            // A key's vector is a copy of a row: there is nothing to find that would be faster.
            return layers.AreNone && !definition.IsWorthCaching ? encoder : new CachingEncoder<TInput>(definition, encoder, layers, precision, use);
        }
    }
}

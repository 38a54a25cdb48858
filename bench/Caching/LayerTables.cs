using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.Caching;
using Reporting;

using VectorTable = Microsoft.ML.TransferEmbeddings.Caching.VectorTable;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Caching;

/// <summary>What a cache costs an encoder where it finds nothing, and how fast it is where it finds all.</summary>
internal static class LayerTables
{
    private const int WindowRows = 1024;

    public static Section Misses(string name, TextEmbeddingModel model, TextCorpus corpus, int rounds)
    {
        using var folder = new TemporaryCacheFolder();
        int file = 0;
        Way[] ways =
        [
            new EncodingWay("the encoder alone", model, corpus, _ => null),
            new EncodingWay("equal texts of a window found, as without a cache", model, corpus, _ => CacheLayers.None),
            new EncodingWay("looked for and kept in memory", model, corpus, dimension => new CacheLayers(new VectorTable(dimension, long.MaxValue), null)),
            new EncodingWay("looked for and kept in a file", model, corpus, dimension => EmbeddingCache.Open(folder.File($"{file++}.db")).LayersOf(model.Fingerprint, dimension, null)),
        ];
        return new Section(
            $"Nothing is found, {name}",
            $"{corpus.Texts.Count:N0} different texts ({corpus.Name}), {WindowRows:N0} at a time, each way with an empty cache.",
            RateTable.Create(InterleavedRounds.Measure(ways, rounds)));
    }

    public static Section Hits(string name, TextEmbeddingModel model, TextCorpus corpus, int rounds)
    {
        using var folder = new TemporaryCacheFolder();
        using var cache = EmbeddingCache.Open(folder.File("hits.db"));
        var memory = new VectorTable(model.Dimension, long.MaxValue);
        Way[] ways =
        [
            new EncodingWay("the encoder alone", model, corpus, _ => null),
            new EncodingWay("found in memory", model, corpus, _ => new CacheLayers(memory, null)),
            new EncodingWay("found in a file", model, corpus, dimension => cache.LayersOf(model.Fingerprint, dimension, null)),
        ];
        return new Section($"All is found, {name}", $"{corpus.Texts.Count:N0} texts ({corpus.Name}).", RateTable.Create(InterleavedRounds.Measure(ways, rounds)));
    }

    private sealed class EncodingWay(string name, TextEmbeddingModel model, TextCorpus corpus, Func<int, CacheLayers?> createLayers) : Way(name, corpus.Texts.Count)
    {
        private readonly EmbeddingEncoder<ReadOnlyMemory<char>> encoder = model.Definition.Open(EncoderContext.Cpu);
        private readonly ReadOnlyMemory<char>[] texts = [.. corpus.Texts.Select(text => text.AsMemory())];

        public override void Run()
        {
            EmbeddingEncoder<ReadOnlyMemory<char>> way = createLayers(encoder.Dimension) switch
            {
                null => encoder,
                { AreNone: true } => new DistinctTextEncoder(encoder),
                var layers => new CachingEncoder<ReadOnlyMemory<char>>(model.Definition, encoder, layers, EmbeddingCachePrecision.Single, new CacheUse()),
            };
            var vectors = new float[WindowRows * encoder.Dimension];
            for (int start = 0; start < texts.Length; start += WindowRows)
            {
                int count = Math.Min(WindowRows, texts.Length - start);
                way.Encode(texts.AsMemory(start, count), vectors.AsMemory(0, count * encoder.Dimension), EmbeddingExecutionOptions.Default);
            }
        }

        public override void Dispose() => encoder.Dispose();
    }

    private sealed class TemporaryCacheFolder : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("transfer-embeddings-cache-").FullName;

        public string File(string name) => Path.Combine(path, name);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}

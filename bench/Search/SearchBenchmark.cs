using System.Diagnostics;
using System.Numerics.Tensors;
using Cloud.Unum.USearch;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Search;

/// <summary>The ten nearest of many vectors: exact, by codes, by a plain loop and by an HNSW graph, all in one run on the same vectors.</summary>
internal sealed class SearchBenchmark(int count, int dimension, int rounds)
{
    private const int Top = 10, QueriesAtOnce = 100, SingleQueries = 20;
    private static readonly (string Name, EmbeddingPrecision? Codes, int RescoreFactor, double BytesPerDimension)[] Indexes =
    [
        ("float", null, 1, sizeof(float)),
        ("int8, 4 candidates per result", EmbeddingPrecision.Int8, 4, 1),
        ("binary, 20 candidates per result", EmbeddingPrecision.Binary, 20, 1.0 / 8),
    ];

    private readonly List<string[]> rows = [];
    private readonly ClusteredVectors data = new(count, QueriesAtOnce, dimension);
    private int[][] exact = [];

    public Section Run(bool withHnsw)
    {
        double bandwidth = MemoryBandwidth.Measure(rounds);
        foreach (var (name, codes, rescoreFactor, bytes) in Indexes)
            MeasureIndex(name, new VectorIndexOptions { Codes = codes, RescoreFactor = rescoreFactor }, bytes * dimension * count / bandwidth);
        MeasureLoop((double)sizeof(float) * dimension * count / bandwidth);
        if (withHnsw)
            MeasureHnsw();
        return new Section(
            $"{count:N0} vectors of {dimension} dimensions",
            $"The {Top} nearest by the cosine, of one query and of {QueriesAtOnce} queries at once. Medians of {rounds} rounds; one query is the mean of {SingleQueries}. The limit is what reading the vectors " +
            $"or codes once takes at the {bandwidth / 1e9:F1} GB/s that all processors together read memory with in this run. Recall is the share of the exact ten that are found.",
            new MarkdownTable(["", "one query, ms", "limit, ms", $"{QueriesAtOnce} at once, ms", "ms per query", "recall", "built in, s"], rows));
    }

    private void MeasureIndex(string name, VectorIndexOptions options, double limit)
    {
        var watch = Stopwatch.StartNew();
        var index = new VectorIndex(dimension, options);
        foreach (float[] vector in data.Vectors)
            index.Add(vector);
        double built = watch.Elapsed.TotalSeconds;
        int[][] found = [.. index.SearchMany(data.Queries, Top).Select(matches => matches.Select(match => match.Index).ToArray())];
        if (exact.Length == 0)
            exact = found;
        double one = Milliseconds(() =>
        {
            for (int query = 0; query < SingleQueries; query++)
                index.Search(data.Queries[query], Top);
        }) / SingleQueries;
        Add(name, one, 1000 * limit, Milliseconds(() => index.SearchMany(data.Queries, Top)), Recall(found), built);
    }

    /// <summary>What one would write oneself: one thread, a dot product for each vector, and a queue.</summary>
    private void MeasureLoop(double limit)
    {
        int[][] found = new int[QueriesAtOnce][];
        double one = Milliseconds(() =>
        {
            for (int query = 0; query < SingleQueries; query++)
                found[query] = Loop(data.Queries[query]);
        }) / SingleQueries;
        Add("a loop over arrays on one thread", one, 1000 * limit, null, Recall([.. found.Take(SingleQueries)]), null);
    }

    private int[] Loop(float[] query)
    {
        var best = new PriorityQueue<int, float>();
        for (int i = 0; i < data.Vectors.Length; i++)
        {
            float score = TensorPrimitives.Dot<float>(query, data.Vectors[i]);
            if (best.Count < Top)
                best.Enqueue(i, score);
            else
                best.EnqueueDequeue(i, score);
        }
        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    private void MeasureHnsw()
    {
        using var index = new USearchIndex(MetricKind.Cos, ScalarKind.Float32, (ulong)dimension, connectivity: 16, expansionAdd: 128, expansionSearch: 64);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < data.Vectors.Length; i++)
        {
            index.Add((ulong)i, data.Vectors[i]);
            if ((i + 1) % Math.Max(1, count / 100) == 0)
                Console.Error.Write($"\rgraph: {(i + 1.0) / count:P0}, {watch.Elapsed.TotalSeconds:F0} s ");
        }
        double built = watch.Elapsed.TotalSeconds;
        int[][] found = [.. data.Queries.Select(query =>
        {
            index.Search(query, Top, out ulong[] keys, out _);
            return keys.Select(key => (int)key).ToArray();
        })];
        double one = Milliseconds(() =>
        {
            foreach (float[] query in data.Queries)
                index.Search(query, Top, out _, out _);
        }) / QueriesAtOnce;
        Add("HNSW of USearch, connectivity 16, expansion 128 and 64", one, null, null, Recall(found), built);
    }

    private void Add(string name, double one, double? limit, double? many, double recall, double? built)
    {
        Console.Error.WriteLine($"{name}: {one:F2} ms");
        rows.Add([name, Number.Show(one, "F2"), Show(limit, "F2"), Show(many, "F0"), Show(many / QueriesAtOnce, "F2"), Number.Show(recall, "F3"), Show(built, "F0")]);
    }

    private static string Show(double? value, string format) => value is { } number ? Number.Show(number, format) : "";

    private double Recall(int[][] found) => found.Select((rowsOfQuery, query) => (double)rowsOfQuery.Intersect(exact[query]).Count() / Top).Average();

    private double Milliseconds(Action act)
    {
        act();
        return Median.Of(Enumerable.Range(0, rounds).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            act();
            return watch.Elapsed.TotalMilliseconds;
        }));
    }
}

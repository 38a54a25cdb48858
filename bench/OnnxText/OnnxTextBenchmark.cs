using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>The same graph and the same texts: EmbedText in a pipeline, ONNX Runtime by hand, one text a run, and padded to a fixed length.</summary>
internal static class OnnxTextBenchmark
{
    public const int TextCount = 1000;

    private const int PaddedLength = 128;
    private const int PaddedBatch = 32;

    /// <summary>A padded text takes the same time whatever it says, and takes long: fewer of them give the same rate.</summary>
    private const int PaddedTextCount = 128;

    public static Section Run(string modelFolder, TextCorpus corpus, int rounds)
    {
        using var model = TextEmbeddingModel.FromDirectory(modelFolder);
        using var tokens = new TokenizedCorpus(modelFolder, corpus);
        var ml = MeasuredContext.Create();
        var texts = corpus.ToDataView(ml);
        using var transformer = ml.Transforms.Text.EmbedText("Embedding", "Text", model).Fit(texts);

        var expected = new VectorTable(tokens.Count, model.Dimension);
        using var ours = new VectorColumnWay("EmbedText in a pipeline", transformer.Transform(texts), "Embedding", tokens.Count, expected);
        var others = CreateOthers(Path.Combine(modelFolder, "onnx/model.onnx"), tokens, model.Dimension);
        try
        {
            var times = InterleavedRounds.Measure([ours, .. others.Select(other => other.Way)], rounds);
            foreach (var other in others)
                other.CheckAgreement(expected);
            return new Section(
                $"all-MiniLM-L6-v2, {corpus.Name}",
                $"{tokens.Count:N0} texts of {tokens.MeanTokens:F1} tokens on average. The vectors of all ways agree.",
                RateTable.Create(times));
        }
        finally
        {
            foreach (var other in others)
                other.Way.Dispose();
        }
    }

    private static ComparedWay[] CreateOthers(string graph, TokenizedCorpus tokens, int dimension)
    {
        int[] all = [.. Enumerable.Range(0, tokens.Count)];
        int[] padded = [.. all.Where(row => tokens[row].Length <= PaddedLength).Take(PaddedTextCount)];
        return
        [
            Compare(all, table => new SessionWay("ONNX Runtime by hand, batches by length", OneThreadSession(), tokens, tokens.PlanBatches(), Environment.ProcessorCount, null, table)),
            Compare(all, table => new ApplyOnnxModelWay("ApplyOnnxModel, free shapes", graph, tokens, all, null, table)),
            Compare(all, table => new SessionWay("ONNX Runtime at its defaults, one text a run", new InferenceSession(graph), tokens, Batches(all, 1), 1, null, table)),
            Compare(padded, table => new ApplyOnnxModelWay($"ApplyOnnxModel, fixed shape 1 × {PaddedLength}", graph, tokens, padded, PaddedLength, table)),
            Compare(padded, table => new SessionWay(
                $"ONNX Runtime at its defaults, {PaddedBatch} texts a run padded to {PaddedLength}", new InferenceSession(graph), tokens, Batches(padded, PaddedBatch), 1, PaddedLength, table)),
        ];

        ComparedWay Compare(int[] rows, Func<VectorTable, Way> create)
        {
            var table = new VectorTable(tokens.Count, dimension);
            return new ComparedWay(create(table), table, rows);
        }

        InferenceSession OneThreadSession()
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            return new InferenceSession(graph, options);
        }
    }

    private static ArraySegment<int>[] Batches(int[] rows, int size) => [.. rows.Chunk(size).Select(batch => new ArraySegment<int>(batch))];
}

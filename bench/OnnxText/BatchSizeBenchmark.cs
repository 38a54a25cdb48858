using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>Is the default of MaxBatchTokens the best?</summary>
internal static class BatchSizeBenchmark
{
    private static readonly int[] Sizes = [EmbeddingExecutionOptions.Default.MaxBatchTokens, 1, 128, 256, 384, 1024, 4096];

    public static Section Run(string modelFolder, TextCorpus corpus, int rounds)
    {
        using var model = TextEmbeddingModel.FromDirectory(modelFolder);
        var ml = MeasuredContext.Create();
        var texts = corpus.ToDataView(ml);
        Way[] ways = [.. Sizes.Select(size => new VectorColumnWay($"MaxBatchTokens = {size:N0}", Transform(size), "Embedding", corpus.Texts.Count))];
        return new Section(
            $"all-MiniLM-L6-v2, {corpus.Name}, sizes of a batch", $"{corpus.Texts.Count:N0} texts.", RateTable.Create(InterleavedRounds.Measure(ways, rounds)));

        IDataView Transform(int size) =>
            ml.Transforms.Text.EmbedText("Embedding", new() { InputColumnName = "Text", Model = model, Execution = new() { MaxBatchTokens = size } }).Fit(texts).Transform(texts);
    }
}

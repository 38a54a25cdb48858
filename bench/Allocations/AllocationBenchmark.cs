using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;

/// <summary>Managed memory that a row costs after the first windows of a cursor, and that a call of a PredictionEngine costs.</summary>
internal static class AllocationBenchmark
{
    private const int NetworkRows = 10_000;
    private const int StaticRows = 100_000;

    public static Section Run(string modelFolder, TextCorpus corpus)
    {
        using var network = TextEmbeddingModel.FromDirectory(modelFolder);
        return new Section(
            $"Managed memory, {corpus.Name}",
            "Bytes allocated on all threads, less what the same costs without the stage. A cursor's buffers are paid for once, by its first windows; "
            + "rows are counted after them. The engine writes into an object that is used again.",
            new MarkdownTable(
                ["", "bytes per row of a cursor", "bytes per Predict"],
                [Measure("The embedded model", TextEmbeddingModel.Default, corpus, StaticRows), Measure("all-MiniLM-L6-v2", network, corpus, NetworkRows)]));
    }

    private static string[] Measure(string name, TextEmbeddingModel model, TextCorpus corpus, int rows)
    {
        var ml = MeasuredContext.Create();
        var texts = corpus.Repeat(rows).ToDataView(ml);
        using var transformer = ml.Transforms.Text.EmbedText("Embedding", "Text", model).Fit(texts);
        var view = transformer.Transform(texts);
        double cursor = CursorAllocations.BytesARow(view, "Embedding", rows) - CursorAllocations.BytesARow(view, "Text", rows);
        double engine = EngineAllocations.BytesAPredict<EmbeddingRow>(ml, transformer, texts, corpus)
            - EngineAllocations.BytesAPredict<TextRow>(ml, ml.Transforms.CopyColumns("Same", "Text").Fit(texts), texts, corpus);
        return [name, Format(cursor), Format(engine)];
    }

    private static string Format(double bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);
}

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>A text with its class and, once it is computed, its vector.</summary>
internal sealed class CorpusRow
{
    public string Text { get; set; } = "";

    public string Label { get; set; } = "";

    public float[] Embedding { get; set; } = [];

    public static void Embed(TextEmbeddingModel model, IReadOnlyCollection<CorpusRow> rows)
    {
        foreach (var (row, vector) in rows.Zip(model.Embed(rows.Select(row => row.Text))))
            row.Embedding = vector;
    }
}

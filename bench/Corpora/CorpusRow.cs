namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>A text with its class and, once it is computed, its vector.</summary>
internal sealed class CorpusRow
{
    public string Text { get; set; } = "";

    public string Label { get; set; } = "";

    public float[] Embedding { get; set; } = [];
}

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

internal sealed class TextRow
{
    public string Text { get; set; } = "";
}

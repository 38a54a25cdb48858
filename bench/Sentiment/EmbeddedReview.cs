namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

/// <summary>A review with its sentence's vector.</summary>
internal sealed class EmbeddedReview
{
    public string Sentence { get; set; } = "";

    public bool Label { get; set; }

    public float[] Embedding { get; set; } = [];
}

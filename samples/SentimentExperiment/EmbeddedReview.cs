namespace SentimentExperiment;

/// <summary>A review with its sentence's vector.</summary>
public sealed class EmbeddedReview
{
    public string Sentence { get; set; } = "";

    public bool Label { get; set; }

    public float[] Embedding { get; set; } = [];
}

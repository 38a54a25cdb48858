using Microsoft.ML.Data;

namespace SentimentExperiment;

/// <summary>A line of the data: a sentence from a review and whether it is positive.</summary>
public sealed class Review
{
    [LoadColumn(0)]
    public string Sentence { get; set; } = "";

    [LoadColumn(1)]
    public bool Label { get; set; }
}

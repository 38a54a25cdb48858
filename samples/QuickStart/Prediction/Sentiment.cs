using Microsoft.ML.Data;

namespace QuickStart.Prediction;

/// <summary>What the model says of a sentence.</summary>
public sealed class Sentiment
{
    [ColumnName("PredictedLabel")]
    public bool IsPositive { get; set; }

    /// <summary>How likely the sentence is positive.</summary>
    public float Probability { get; set; }
}

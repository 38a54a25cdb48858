namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Accuracies of one pipeline at one number of labels per class. Immutable.</summary>
public sealed class LearningCurvePoint
{
    internal LearningCurvePoint(string pipeline, int labelsPerClass, IReadOnlyList<double> accuracies)
    {
        Pipeline = pipeline;
        LabelsPerClass = labelsPerClass;
        Accuracies = accuracies;
        Mean = accuracies.Average();
        StandardDeviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - Mean) * (accuracy - Mean)) / (accuracies.Count - 1));
        // The normal quantile: of a dozen draws the band is a little narrow.
        double half = 1.96 * StandardDeviation / Math.Sqrt(accuracies.Count);
        (Lower, Upper) = (Mean - half, Mean + half);
    }

    /// <summary>Name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>Number of labeled rows per class.</summary>
    public int LabelsPerClass { get; }

    /// <summary>Accuracy on the test rows of each draw, from 0 to 1.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>Mean of the accuracies.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the accuracies.</summary>
    public double StandardDeviation { get; }

    /// <summary>Lower end of the mean's 95 % confidence band.</summary>
    public double Lower { get; }

    /// <summary>Upper end of the mean's 95 % confidence band.</summary>
    public double Upper { get; }
}

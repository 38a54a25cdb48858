namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The accuracies of one pipeline at one number of labels per class. Immutable.</summary>
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

    /// <summary>The name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>Number of labeled rows of each class.</summary>
    public int LabelsPerClass { get; }

    /// <summary>The share of right answers on the test rows, one number per draw.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>The mean of the accuracies.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the accuracies.</summary>
    public double StandardDeviation { get; }

    /// <summary>The lower end of the mean's 95 % confidence band.</summary>
    public double Lower { get; }

    /// <summary>The upper end of the mean's 95 % confidence band.</summary>
    public double Upper { get; }
}

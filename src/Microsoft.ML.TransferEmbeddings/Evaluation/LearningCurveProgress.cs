namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a learning curve: a pipeline was trained on a draw and tested. Immutable.</summary>
public sealed class LearningCurveProgress
{
    internal LearningCurveProgress(string pipeline, int labelsPerClass, double accuracy, int completed, int total)
    {
        Pipeline = pipeline;
        LabelsPerClass = labelsPerClass;
        Accuracy = accuracy;
        Completed = completed;
        Total = total;
    }

    /// <summary>Name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>Number of labeled rows per class.</summary>
    public int LabelsPerClass { get; }

    /// <summary>Accuracy on the test rows of the draw, from 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Number of completed fits.</summary>
    public int Completed { get; }

    /// <summary>Total number of fits: pipelines × numbers of labels × draws.</summary>
    public int Total { get; }
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a learning curve: one pipeline was trained on one draw and tested. Immutable.</summary>
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

    /// <summary>The name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>Number of labeled rows of each class.</summary>
    public int LabelsPerClass { get; }

    /// <summary>The share of right answers on the test rows of the draw.</summary>
    public double Accuracy { get; }

    /// <summary>Number of fits that are done.</summary>
    public int Completed { get; }

    /// <summary>Number of all fits: pipelines × numbers of labels × draws.</summary>
    public int Total { get; }
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of the trainer <c>FineTuneTextAuto</c>: a way was trained without a part of the rows, and tested on it. Immutable and thread-safe.</summary>
public sealed class FineTuneTextAutoProgress
{
    internal FineTuneTextAutoProgress(FineTuningWay way, double accuracy, int completed, int total)
    {
        Way = way;
        Accuracy = accuracy;
        Completed = completed;
        Total = total;
    }

    /// <summary>The way.</summary>
    public FineTuningWay Way { get; }

    /// <summary>Accuracy on the part, from 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Number of completed trainings.</summary>
    public int Completed { get; }

    /// <summary>Number of all trainings that are compared: ways × parts.</summary>
    public int Total { get; }
}

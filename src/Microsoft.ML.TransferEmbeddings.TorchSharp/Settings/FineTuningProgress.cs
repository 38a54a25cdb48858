namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a fine-tuning. Immutable and thread-safe.</summary>
public sealed class FineTuningProgress
{
    internal FineTuningProgress(int step, int steps, double loss, TimeSpan remaining)
    {
        Step = step;
        Steps = steps;
        Loss = loss;
        Remaining = remaining;
    }

    /// <summary>Number of steps done.</summary>
    public int Step { get; }

    /// <summary>Number of all steps.</summary>
    public int Steps { get; }

    /// <summary>Loss of the step's batch.</summary>
    public double Loss { get; }

    /// <summary>Estimated time until the last step, by the mean of the steps of this process.</summary>
    public TimeSpan Remaining { get; }
}

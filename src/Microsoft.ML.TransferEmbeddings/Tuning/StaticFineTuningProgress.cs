namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of <see cref="StaticFineTuner"/> after an epoch. Immutable and thread-safe.</summary>
public sealed class StaticFineTuningProgress
{
    internal StaticFineTuningProgress(StaticFineTuningPhase phase, int epoch, int epochs, double loss, double? heldOutLoss)
    {
        Phase = phase;
        Epoch = epoch;
        Epochs = epochs;
        Loss = loss;
        HeldOutLoss = heldOutLoss;
    }

    /// <summary>Current phase.</summary>
    public StaticFineTuningPhase Phase { get; }

    /// <summary>Number of epochs completed in this phase.</summary>
    public int Epoch { get; }

    /// <summary>Number of epochs of this phase; in <see cref="StaticFineTuningPhase.Choosing"/> the maximum, and it ends earlier when held-out rows no longer gain.</summary>
    public int Epochs { get; }

    /// <summary>Mean cross-entropy of the rows trained on, during the epoch.</summary>
    public double Loss { get; }

    /// <summary>Mean cross-entropy of the rows held out, at the temperature that fits them best; null in <see cref="StaticFineTuningPhase.Training"/>.</summary>
    public double? HeldOutLoss { get; }
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a distillation. Immutable and thread-safe.</summary>
public sealed class DistillationProgress
{
    internal DistillationProgress(DistillationPhase phase, long done, long total, double? loss)
    {
        Phase = phase;
        Done = done;
        Total = total;
        Loss = loss;
    }

    /// <summary>Current phase.</summary>
    public DistillationPhase Phase { get; }

    /// <summary>Number of pieces or texts completed in this phase.</summary>
    public long Done { get; }

    /// <summary>Total number of pieces or texts of this phase.</summary>
    public long Total { get; }

    /// <summary>Mean of 1 - cosine to the teacher's vectors over the last batches, from 0 to 2; null in the phases of the teacher.</summary>
    public double? Loss { get; }
}

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

    /// <summary>Pieces or texts done in this phase.</summary>
    public long Done { get; }

    /// <summary>Pieces or texts of this phase in all.</summary>
    public long Total { get; }

    /// <summary>The mean of 1 - cosine to the teacher over the last batches, from 0 to 2; null while the teacher works.</summary>
    public double? Loss { get; }
}

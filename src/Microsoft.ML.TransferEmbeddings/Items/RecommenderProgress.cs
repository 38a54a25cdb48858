namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a recommender's training. Immutable and thread-safe.</summary>
public sealed class RecommenderProgress
{
    internal RecommenderProgress(long done, long total) => (Done, Total) = (done, total);

    /// <summary>Number of steps that are done: sweeps, items or tokens, as the trainer counts them.</summary>
    public long Done { get; }

    /// <summary>Total number of steps.</summary>
    public long Total { get; }

    /// <summary>Returns the steps, for reading.</summary>
    public override string ToString() => $"{Done:N0} of {Total:N0}";
}

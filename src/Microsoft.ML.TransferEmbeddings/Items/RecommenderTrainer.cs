using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Base class of the trainers of recommenders. A trainer is its settings: immutable and thread-safe, and may be fitted many times.</summary>
public abstract class RecommenderTrainer
{
    private readonly int maxDegreeOfParallelism = Environment.ProcessorCount;

    private protected RecommenderTrainer()
    {
    }

    /// <summary>Maximum number of threads; default the number of processors, range 1 to 1,024. It changes no bit of the result, except with <see cref="Item2VecTrainer"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDegreeOfParallelism
    {
        get => maxDegreeOfParallelism;
        init => maxDegreeOfParallelism = OptionRange.Between(1, 1_024, value, nameof(MaxDegreeOfParallelism));
    }

    /// <summary>Trains a recommender.</summary>
    /// <param name="interactions">What users did; at least one interaction.</param>
    /// <param name="progress">Receives progress, possibly on other threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked several times a second.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no interaction.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public abstract Recommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default);

    private protected static void Require(Interactions interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        if (interactions.Count == 0)
            throw new ArgumentException("There is no interaction to learn from. Give at least one.", nameof(interactions));
    }
}

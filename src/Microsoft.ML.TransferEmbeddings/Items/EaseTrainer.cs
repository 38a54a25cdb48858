using Microsoft.ML.TransferEmbeddings.Items.Learning;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a linear model in which every item is predicted from all others, in one closed form (EASE^R: Steck 2019, https://arxiv.org/abs/1905.03375). Strong where there are
/// some thousand items; there are no vectors. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The memory grows with the square of the items, 4 bytes for each pair of them, and while it trains 12. The time grows with the cube of the items, or of the users where
/// these are fewer (by Woodbury's identity). Equal interactions and settings give equal bits on processors of one kind, whatever the number of threads.
/// </remarks>
public sealed class EaseTrainer : RecommenderTrainer
{
    private readonly double regularization = 200;
    private readonly int maxItems = 20_000;

    /// <summary>Weight λ of the regularization; default 200, range 0.000001 to 1,000,000,000. Larger is better where there are more users.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Regularization
    {
        get => regularization;
        init => regularization = OptionRange.Between(1e-6, 1e9, value, nameof(Regularization));
    }

    /// <summary>Maximum number of items, range 1 to 46,000; default 20,000, which need 5 GB to train and 1.6 GB then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxItems
    {
        get => maxItems;
        init => maxItems = OptionRange.Between(1, 46_000, value, nameof(MaxItems));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no interaction, or there are more items than <see cref="MaxItems"/>.</exception>
    public override EaseRecommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(interactions);
        if (interactions.Items.Count > MaxItems)
        {
            throw new ArgumentException(
                $"There are {interactions.Items.Count:N0} items, and {nameof(MaxItems)} is {MaxItems:N0}. Leave rare items out, raise {nameof(MaxItems)} if there is memory, or " +
                $"choose {nameof(ImplicitAlsTrainer)} or {nameof(ItemNeighborsTrainer)}.", nameof(interactions));
        }
        var training = new EaseTraining(interactions, Regularization, MaxDegreeOfParallelism, progress, cancellationToken);
        return new EaseRecommender(interactions.Items, interactions.Users.Count < interactions.Items.Count ? training.FromUsers() : training.FromItems());
    }
}

using Microsoft.ML.TransferEmbeddings.Items.Learning;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Factorizes interactions by alternating least squares for implicit feedback (Hu, Koren, Volinsky 2008, https://doi.org/10.1109/ICDM.2008.22), with the settings of
/// Rendle et al. 2021 (https://arxiv.org/abs/2110.14037). Every item and every user gets a vector; users who come later are folded in from their history. Immutable and
/// thread-safe.
/// </summary>
/// <remarks>
/// The loss is Σ w (1 − x·y)² over the interactions, plus a · Σ (x·y)² over all pairs of a user and an item, plus λ · Σ (n + a · m)^ν · ‖x‖² over all users, and the same over
/// all items, where w is the weight of an interaction, n the number of interactions of the user, m the number of items, a <see cref="UnobservedWeight"/>, λ
/// <see cref="Regularization"/> and ν <see cref="FrequencyExponent"/>. The time is linear in the interactions. Every system is solved exactly: one with as many unknowns as a user
/// or an item has interactions where these are fewer than the dimension, which is most of the work with long vectors. Equal interactions and settings give equal bits on
/// processors of one kind, whatever the number of threads.
/// </remarks>
/// <example>
/// <code>
/// var visits = Interactions.Create([new("ann", "tea"), new("ann", "cake"), new("bob", "tea"), new("bob", "cake"), new("eve", "beer"), new("eve", "nuts"), new("dan", "beer")]);
/// var recommender = new ImplicitAlsTrainer { Dimension = 4 }.Fit(visits);
/// Console.WriteLine(recommender.Recommend(["beer"], 1)[0].Name); // prints nuts
/// </code>
/// </example>
public sealed class ImplicitAlsTrainer : RecommenderTrainer
{
    private readonly int dimension = 64;
    private readonly double unobservedWeight = 0.05;
    private readonly double regularization = 0.01;
    private readonly double frequencyExponent = 1;
    private readonly int sweeps = 16;

    /// <summary>Length of the vectors; default 64, range 1 to 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = OptionRange.Between(1, 1_024, value, nameof(Dimension));
    }

    /// <summary>Weight of every pair of a user and an item, interactions or not; default 0.05, range 0.000001 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double UnobservedWeight
    {
        get => unobservedWeight;
        init => unobservedWeight = OptionRange.Between(1e-6, 1_000, value, nameof(UnobservedWeight));
    }

    /// <summary>Weight λ of the regularization; default 0.01, range 0.000000001 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Regularization
    {
        get => regularization;
        init => regularization = OptionRange.Between(1e-9, 1e6, value, nameof(Regularization));
    }

    /// <summary>Exponent of the frequency that the regularization is scaled by; default 1, range 0 to 2. 0 regularizes all users and items equally.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double FrequencyExponent
    {
        get => frequencyExponent;
        init => frequencyExponent = OptionRange.Between(0, 2, value, nameof(FrequencyExponent));
    }

    /// <summary>Number of sweeps, in each of which all users and then all items are solved for; default 16, range 1 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Sweeps
    {
        get => sweeps;
        init => sweeps = OptionRange.Between(1, 1_000, value, nameof(Sweeps));
    }

    /// <summary>Seed of the first vectors; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override ImplicitAlsRecommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(interactions);
        return new AlsTraining(interactions, this, progress, cancellationToken).Run();
    }
}

using System.Collections.Concurrent;
using Microsoft.ML.TransferEmbeddings.Items.Learning;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Recommends by the vectors of a factorization. The vector of a user is folded in: it is the solution of the least squares for the history, given the vectors of the
/// items, in a time that is linear in the history. <see cref="ImplicitAlsTrainer"/> makes it. Immutable and thread-safe.
/// </summary>
public sealed class ImplicitAlsRecommender : VectorRecommender
{
    private readonly AlsSide items;
    private readonly ConcurrentBag<CholeskySystem> idle = [];

    internal ImplicitAlsRecommender(KeyedVectors itemVectors, KeyedVectors? userVectors, AlsSettings settings, AlsSide items)
        : base(itemVectors)
    {
        UserVectors = userVectors;
        Settings = settings;
        this.items = items;
    }

    /// <summary>Vectors of the users of training, folded in with the weights of their interactions; null if the recommender was loaded, as users are not saved.</summary>
    public KeyedVectors? UserVectors { get; }

    internal AlsSettings Settings { get; }

    /// <summary>Items of the training, which come first.</summary>
    internal int TrainedItems => items.TrainedCount;

    /// <param name="itemVectors">Those of the training first.</param>
    /// <param name="settings">Of the training.</param>
    /// <param name="trainedItems">How many items were there in training.</param>
    internal static ImplicitAlsRecommender Restore(KeyedVectors itemVectors, AlsSettings settings, int trainedItems)
    {
        var items = new AlsSide(itemVectors.Table.Values, trainedItems, settings, Environment.ProcessorCount, CancellationToken.None);
        return new ImplicitAlsRecommender(itemVectors, userVectors: null, settings, items);
    }

    /// <inheritdoc/>
    public override ImplicitAlsRecommender WithItems(KeyedVectors items)
    {
        var joined = Join(ItemVectors, items);
        return new ImplicitAlsRecommender(joined, UserVectors, Settings, this.items.WithVectors(joined.Table.Values));
    }

    internal override void WriteUser(ReadOnlySpan<int> history, Span<float> vector)
    {
        if (!idle.TryTake(out var system))
            system = new CholeskySystem(Dimension);
        items.Solve(history, [], vector, system);
        idle.Add(system);
    }
}

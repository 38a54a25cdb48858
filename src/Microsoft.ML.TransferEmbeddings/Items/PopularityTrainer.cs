using Microsoft.ML.TransferEmbeddings.Items.Data;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Makes a recommender that recommends the same to everybody: the items with the most users. It needs no history, and is what others must beat. Immutable and
/// thread-safe.
/// </summary>
/// <remarks>The score is log(1 + number of users), so that it can be added to scores of other recommenders (<see cref="RecommenderEnsemble"/>).</remarks>
public sealed class PopularityTrainer : RecommenderTrainer
{
    private readonly TimeSpan? period;

    /// <summary>
    /// Period before the last interaction in which users are counted, above zero; null, the default, for all time. Interactions without a time lie in none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? Period
    {
        get => period;
        init => period = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Period), value, "Period must be above zero.");
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no interaction, or <see cref="Period"/> is set and no interaction has a time.</exception>
    public override PopularityRecommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(interactions);
        var users = new int[interactions.Items.Count];
        long since = Since(interactions);
        for (int user = 0; user < interactions.ByUser.RowCount; user++)
        {
            var items = interactions.ByUser.ColumnsOf(user);
            int start = interactions.ByUser.StartOf(user);
            for (int i = 0; i < items.Length; i++)
            {
                if (Period is null || interactions.Times![start + i] > since)
                    users[items[i]]++;
            }
        }
        progress?.Report(new RecommenderProgress(1, 1));
        return new PopularityRecommender(interactions.Items, Array.ConvertAll(users, count => (float)Math.Log(1 + count)));
    }

    private long Since(Interactions interactions)
    {
        if (Period is not { } length)
            return InteractionBuilder.NoTime;
        if (interactions.Times is not { } times)
            throw new ArgumentException($"No interaction has a time, which {nameof(Period)} needs. Give times, or count users of all time.", nameof(interactions));
        return Math.Max(InteractionBuilder.NoTime, times.Max() - length.Ticks);
    }
}

using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Measures recommenders on users whose later items are known. Thread-safe.</summary>
public static class RecommenderEvaluation
{
    /// <summary>Among which the weight of popularity is chosen. The largest leave little but popularity, which is right where a user has one item.</summary>
    internal static readonly double[] PopularityWeights = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20];

    /// <summary>Recommends to every user of a split, and compares with what is to be found. Targets that are not candidates cannot be found, and count.</summary>
    /// <param name="recommender">A recommender that was trained on the split's <see cref="InteractionSplit.Training"/>.</param>
    /// <param name="split">The users.</param>
    /// <param name="options">Number of items, and what counts; null, the default, for 10 items by the whole history.</param>
    /// <exception cref="ArgumentNullException"><paramref name="recommender"/> or <paramref name="split"/> is null.</exception>
    /// <exception cref="ArgumentException">The split has no user.</exception>
    public static RecommenderMetrics Evaluate(Recommender recommender, InteractionSplit split, RecommenderEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(split);
        if (split.Cases.Count == 0)
            throw new ArgumentException("The split has no user with an item to find. Split where there are some.", nameof(split));
        options ??= RecommenderEvaluationOptions.Default;
        var candidates = options.Candidates ?? split.Remaining.Items;
        bool[] allowed = new bool[recommender.Items.Count];
        foreach (int position in candidates.Select(recommender.PositionOf).Where(position => position >= 0))
            allowed[position] = true;

        var lists = new IReadOnlyList<string>[split.Cases.Count];
        var latest = new RecommendationOptions { LatestItems = options.LatestItems };
        ParallelWork.Run(lists.Length, Environment.ProcessorCount, CancellationToken.None, number =>
        {
            var user = split.Cases[number];
            HashSet<int> seen = [.. user.Seen.Select(recommender.PositionOf)];
            var filter = RowFilter.Where(position => allowed[position] && !seen.Contains(position));
            var best = recommender.FindBest(Recommender.Latest(recommender.KnownItems(user.History), latest), options.Count, filter);
            lists[number] = [.. best.Select(match => match.Name)];
        });
        return Measure(lists, split, candidates.Count, options.Count);
    }

    /// <summary>
    /// Chooses the weight of popularity for <see cref="RecommenderEnsemble.WithPopularity"/>: of the weights 0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15 and 20 the one
    /// with the best <see cref="RecommenderMetrics.Ndcg"/>, the smallest of equal ones.
    /// </summary>
    /// <param name="recommender">A recommender that was trained on the split's <see cref="InteractionSplit.Training"/>.</param>
    /// <param name="popularity">The popularity in the same training.</param>
    /// <param name="split">Users for the choice, who are not those whose numbers are reported.</param>
    /// <param name="options">Number of items, and what counts; null, the default, for 10 items by the whole history.</param>
    /// <exception cref="ArgumentNullException"><paramref name="recommender"/>, <paramref name="popularity"/> or <paramref name="split"/> is null.</exception>
    /// <exception cref="ArgumentException">The split has no user.</exception>
    public static double ChoosePopularityWeight(
        Recommender recommender, PopularityRecommender popularity, InteractionSplit split, RecommenderEvaluationOptions? options = null) =>
        PopularityWeights.MaxBy(weight => Evaluate(RecommenderEnsemble.WithPopularity(recommender, popularity, weight), split, options).Ndcg);

    private static RecommenderMetrics Measure(IReadOnlyList<string>[] lists, InteractionSplit split, int candidates, int count)
    {
        var users = split.Training.GroupBy(interaction => interaction.Item).ToDictionary(group => group.Key, group => group.Count());
        var recalls = new double[lists.Length];
        double hits = 0, gains = 0;
        for (int number = 0; number < lists.Length; number++)
        {
            HashSet<string> targets = [.. split.Cases[number].Targets];
            int[] places = [.. Enumerable.Range(1, lists[number].Count).Where(place => targets.Contains(lists[number][place - 1]))];
            int findable = Math.Min(count, targets.Count);
            recalls[number] = (double)places.Length / findable;
            hits += places.Length > 0 ? 1 : 0;
            gains += places.Sum(Gain) / Enumerable.Range(1, findable).Sum(Gain);
        }
        double recall = recalls.Average(), variance = recalls.Sum(value => (value - recall) * (value - recall)) / Math.Max(1, recalls.Length - 1);
        string[] recommended = [.. lists.SelectMany(list => list)];
        return new RecommenderMetrics
        {
            Count = count,
            Users = lists.Length,
            Recall = recall,
            RecallStandardError = Math.Sqrt(variance / recalls.Length),
            HitRate = hits / lists.Length,
            Ndcg = gains / lists.Length,
            Coverage = (double)recommended.Distinct().Count() / Math.Max(1, candidates),
            Novelty = recommended.Length == 0 ? 0 : recommended.Average(item => -Math.Log2((double)Math.Max(1, users.GetValueOrDefault(item)) / split.Training.Users.Count)),
        };

        static double Gain(int place) => 1 / Math.Log2(1 + place);
    }
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Adds the scores of several recommenders. The scores of each are standardized for the user at hand, so that their mean is 0 and their standard deviation 1 over its items,
/// and multiplied by its weight. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>The items are those of all members. A member that does not know an item, or has no scores for a user, adds nothing.</para>
/// <para>
/// With popularity as a member (<see cref="WithPopularity"/>), users of whom little is known get what is popular, and those of whom nothing is known only that.
/// </para>
/// </remarks>
public sealed class RecommenderEnsemble : Recommender
{
    private readonly Member[] members;

    private RecommenderEnsemble(IReadOnlyList<string> items, IReadOnlyList<KeyValuePair<Recommender, double>> members)
        : base(items) => this.members = [.. members.Select(member => new Member(member.Key, member.Value, PositionsOf(member.Key)))];

    /// <summary>The recommenders with their weights.</summary>
    public IReadOnlyList<KeyValuePair<Recommender, double>> Members => [.. members.Select(member => KeyValuePair.Create(member.Recommender, member.Weight))];

    /// <inheritdoc/>
    public override RecommenderCapabilities Capabilities =>
        members.Aggregate(RecommenderCapabilities.None, (all, member) => all | member.Recommender.Capabilities) & RecommenderCapabilities.UsersWithoutHistory;

    /// <summary>Makes an ensemble of recommenders with equal weights.</summary>
    /// <param name="recommenders">At least one.</param>
    /// <exception cref="ArgumentException">There is no recommender, or one is null.</exception>
    public static RecommenderEnsemble Create(params IEnumerable<Recommender> recommenders)
    {
        ArgumentNullException.ThrowIfNull(recommenders);
        return Create(recommenders.Select(recommender => KeyValuePair.Create(recommender, 1.0)));
    }

    /// <summary>Makes an ensemble of recommenders with weights.</summary>
    /// <param name="members">At least one recommender with its weight, which is finite.</param>
    /// <exception cref="ArgumentException">There is no recommender, one is null, or a weight is not finite.</exception>
    public static RecommenderEnsemble Create(IEnumerable<KeyValuePair<Recommender, double>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        KeyValuePair<Recommender, double>[] all = [.. members];
        if (all.Length == 0 || all.Any(member => member.Key is null || !double.IsFinite(member.Value)))
            throw new ArgumentException("There is no member, or one is null or has a weight that is not finite. Give recommenders with finite weights.", nameof(members));
        return new RecommenderEnsemble([.. all.SelectMany(member => member.Key.Items).Distinct(StringComparer.Ordinal)], all);
    }

    /// <summary>Adds popularity to the scores of a recommender: z(score) + weight · z(log popularity), where z standardizes.</summary>
    /// <param name="recommender">The recommender, whose weight is 1.</param>
    /// <param name="popularity">The popularity of the items.</param>
    /// <param name="weight">Weight of the popularity, finite; <see cref="RecommenderEvaluation.ChoosePopularityWeight"/> chooses one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="recommender"/> or <paramref name="popularity"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="weight"/> is not finite.</exception>
    public static RecommenderEnsemble WithPopularity(Recommender recommender, PopularityRecommender popularity, double weight)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(popularity);
        return Create([KeyValuePair.Create(recommender, 1.0), KeyValuePair.Create<Recommender, double>(popularity, weight)]);
    }

    /// <inheritdoc/>
    protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
    {
        bool scored = false;
        var sums = new double[scores.Length];
        foreach (var member in members)
        {
            var own = new float[member.Recommender.Items.Count];
            if (!member.Recommender.TryScoreItems(member.OwnPositions(history), own))
                continue;
            scored = true;
            member.AddStandardized(own, sums);
        }
        Copy(sums, scores);
        return scored;
    }

    /// <inheritdoc/>
    protected override bool TryScoreSimilar(int item, Span<float> scores)
    {
        bool scored = false;
        var sums = new double[scores.Length];
        foreach (var member in members)
        {
            var own = new float[member.Recommender.Items.Count];
            if (member.OwnPositions([item]) is not [var position] || !member.Recommender.TryScoreSimilarItems(position, own))
                continue;
            scored = true;
            member.AddStandardized(own, sums);
        }
        Copy(sums, scores);
        return scored;
    }

    private static void Copy(double[] sums, Span<float> scores)
    {
        for (int item = 0; item < sums.Length; item++)
            scores[item] = (float)sums[item];
    }

    private int[] PositionsOf(Recommender recommender) => [.. recommender.Items.Select(PositionOf)];

    private sealed class Member
    {
        private readonly int[] positions;
        private readonly Dictionary<int, int> own;

        /// <param name="recommender">The recommender.</param>
        /// <param name="weight">Of its scores.</param>
        /// <param name="positions">Of its items in the ensemble.</param>
        public Member(Recommender recommender, double weight, int[] positions)
        {
            Recommender = recommender;
            Weight = weight;
            this.positions = positions;
            own = new Dictionary<int, int>(positions.Select((position, item) => KeyValuePair.Create(position, item)));
        }

        public Recommender Recommender { get; }

        public double Weight { get; }

        /// <summary>The items of a history that the recommender knows, as it numbers them.</summary>
        public int[] OwnPositions(ReadOnlySpan<int> history)
        {
            var known = new List<int>();
            foreach (int position in history)
            {
                if (own.TryGetValue(position, out int item))
                    known.Add(item);
            }
            return [.. known];
        }

        /// <summary>Scores that are not finite add nothing, and neither do scores that are all equal.</summary>
        public void AddStandardized(float[] scores, double[] sums)
        {
            double[] finite = [.. scores.Where(float.IsFinite).Select(score => (double)score)];
            if (finite.Length == 0)
                return;
            double mean = finite.Average(), deviation = Math.Sqrt(finite.Sum(score => (score - mean) * (score - mean)) / finite.Length);
            if (!(deviation > 0))
                return;
            for (int item = 0; item < scores.Length; item++)
            {
                if (float.IsFinite(scores[item]))
                    sums[positions[item]] += Weight * ((scores[item] - mean) / deviation);
            }
        }
    }
}

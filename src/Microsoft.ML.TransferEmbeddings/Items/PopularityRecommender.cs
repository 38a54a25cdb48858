namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Recommends the items with the most users to everybody. <see cref="PopularityTrainer"/> makes it. Immutable and thread-safe.</summary>
public sealed class PopularityRecommender : Recommender
{
    private readonly float[] scores;

    internal PopularityRecommender(IReadOnlyList<string> items, float[] scores)
        : base(items) => this.scores = scores;

    /// <inheritdoc/>
    public override RecommenderCapabilities Capabilities => RecommenderCapabilities.UsersWithoutHistory;

    internal float[] Scores => scores;

    /// <inheritdoc/>
    protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
    {
        this.scores.CopyTo(scores);
        return true;
    }

    /// <summary>No item is similar to another one because both are popular.</summary>
    protected override bool TryScoreSimilar(int item, Span<float> scores) => false;
}

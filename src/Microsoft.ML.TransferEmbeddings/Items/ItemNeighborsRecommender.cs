using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Recommends the neighbors of a user's items: the score of an item is the sum of its similarities to the items of the history. <see cref="ItemNeighborsTrainer"/> makes
/// it. Immutable and thread-safe.
/// </summary>
public sealed class ItemNeighborsRecommender : Recommender
{
    private readonly RowMatch[][] neighbors;

    internal ItemNeighborsRecommender(IReadOnlyList<string> items, RowMatch[][] neighbors)
        : base(items) => this.neighbors = neighbors;

    /// <inheritdoc/>
    public override RecommenderCapabilities Capabilities => RecommenderCapabilities.None;

    /// <summary>Neighbors of each item, the nearest first.</summary>
    internal IReadOnlyList<RowMatch[]> Neighbors => neighbors;

    /// <inheritdoc/>
    protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach (int item in history)
        {
            foreach (var (other, similarity) in neighbors[item])
                scores[other] += similarity;
        }
        return !history.IsEmpty;
    }

    /// <summary>Items that are not neighbors have no score.</summary>
    protected override bool TryScoreSimilar(int item, Span<float> scores)
    {
        scores.Fill(float.NaN);
        foreach (var (other, similarity) in neighbors[item])
            scores[other] = similarity;
        return true;
    }
}

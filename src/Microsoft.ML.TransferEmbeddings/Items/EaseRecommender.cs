using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Recommends by weights from every item to every other: the score of an item is the sum of the weights from the items of the history. <see cref="EaseTrainer"/> makes it.
/// Immutable and thread-safe.
/// </summary>
public sealed class EaseRecommender : Recommender
{
    private readonly float[][] weights;

    /// <param name="items">Their keys.</param>
    /// <param name="weights">From each item a row of weights to all items.</param>
    internal EaseRecommender(IReadOnlyList<string> items, float[][] weights)
        : base(items) => this.weights = weights;

    /// <inheritdoc/>
    public override RecommenderCapabilities Capabilities => RecommenderCapabilities.None;

    /// <summary>The weights from each item.</summary>
    internal IReadOnlyList<float[]> Weights => weights;

    /// <inheritdoc/>
    protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach (int item in history)
            TensorPrimitives.Add(scores, weights[item], scores);
        return !history.IsEmpty;
    }
}

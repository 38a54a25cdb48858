using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Base class of recommenders in which items and users have vectors: the score of an item is the product of its vector and that of the user, which is computed from the
/// history. Immutable and thread-safe.
/// </summary>
public abstract class VectorRecommender : Recommender
{
    private protected VectorRecommender(KeyedVectors itemVectors)
        : base(itemVectors.Names) => ItemVectors = itemVectors;

    /// <summary>Vectors of the items that scores are computed with; <see cref="TransferEmbeddingsCatalog.EmbedKeys(TransformsCatalog, string, KeyedVectors, string?)"/> puts them
    /// into a pipeline.</summary>
    public KeyedVectors ItemVectors { get; }

    /// <summary>Length of the vectors of items and users.</summary>
    public int Dimension => ItemVectors.Dimension;

    /// <inheritdoc/>
    public override RecommenderCapabilities Capabilities => RecommenderCapabilities.NewItems;

    /// <summary>Computes the vector of a user. Nothing is trained anew.</summary>
    /// <param name="history">Keys of the user's items, from the first to the last; possibly none.</param>
    /// <param name="latestItems">Number of the latest known items of the history that count, at least 1; null, the default, for all.</param>
    /// <returns><see cref="Dimension"/> values; zeros if no item is known.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="history"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="latestItems"/> is less than 1.</exception>
    public float[] EmbedHistory(IEnumerable<string> history, int? latestItems = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        var vector = new float[Dimension];
        WriteUser(Latest(KnownItems(history), new RecommendationOptions { LatestItems = latestItems }), vector);
        return vector;
    }

    /// <summary>
    /// Makes a recommender with more items, such as new ones without interactions, whose vectors come from elsewhere. They may also be in histories.
    /// </summary>
    /// <param name="items">Vectors of items that are not there yet, of the same dimension.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    /// <exception cref="ArgumentException">The vectors have another dimension, or an item is there already.</exception>
    public abstract VectorRecommender WithItems(KeyedVectors items);

    /// <summary>Writes the vector of a user; zeros where there is no item.</summary>
    internal abstract void WriteUser(ReadOnlySpan<int> history, Span<float> vector);

    /// <inheritdoc/>
    protected sealed override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
    {
        if (history.IsEmpty)
            return false;
        var vector = new float[Dimension];
        WriteUser(history, vector);
        MatrixProduct.Multiply(vector, ItemVectors.Table.Values.Span, Dimension, scores);
        return true;
    }

    /// <summary>Scores items by the cosine of their vectors.</summary>
    protected override bool TryScoreSimilar(int item, Span<float> scores)
    {
        var query = UnitLength.Normalized(ItemVectors.Table.Row(item));
        MatrixProduct.Multiply(query, ItemVectors.Table.Values.Span, Dimension, scores);
        for (int other = 0; other < scores.Length; other++)
            scores[other] *= (float)Math.Min(float.MaxValue, UnitLength.Inverse(ItemVectors.Table.Row(other)));
        return true;
    }

    /// <summary>These vectors and others after them.</summary>
    private protected static KeyedVectors Join(KeyedVectors vectors, KeyedVectors others)
    {
        ArgumentNullException.ThrowIfNull(others, "items");
        if (others.Dimension != vectors.Dimension)
            throw new ArgumentException($"The vectors have {others.Dimension:N0} values, and those of the recommender {vectors.Dimension:N0}. Give vectors of the same length.", "items");
        if (others.Names.FirstOrDefault(name => vectors.TryGetVector(name, out _)) is { } twin)
            throw new ArgumentException($"The item '{twin}' has a vector already. Leave it out.", "items");
        return KeyedVectors.Create(vectors.Names.Concat(others.Names), vectors.Names.Select(vectors.GetVector).Concat(others.Names.Select(others.GetVector)));
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Recommends by vectors of items: the vector of a user is the weighted mean of the vectors of the history. <see cref="Item2VecTrainer"/> trains one, and
/// <see cref="Create"/> makes one of any vectors, such as those of descriptions or the factors of another program. Immutable and thread-safe.
/// </summary>
/// <example>
/// <code>
/// var recommender = ItemVectorRecommender.Create(KeyedVectors.Create(["apple", "pear", "nail"], [[1, 0.1f], [0.9f, 0.2f], [0, 1]]));
/// Console.WriteLine(recommender.Recommend(["apple"], 1)[0].Name); // prints pear
/// </code>
/// </example>
public sealed class ItemVectorRecommender : VectorRecommender
{
    private readonly KeyedVectors historyVectors;
    private readonly int[] historyRows;

    private ItemVectorRecommender(KeyedVectors itemVectors, KeyedVectors historyVectors, double? halfLife)
        : base(itemVectors)
    {
        this.historyVectors = historyVectors;
        HalfLife = halfLife;
        historyRows = ReferenceEquals(historyVectors, itemVectors)
            ? [.. Enumerable.Range(0, itemVectors.Count)]
            : [.. itemVectors.Names.Select(name => historyVectors.Table.Find(name))];
    }

    /// <summary>Number of items after which the weight of an item in a history is halved; null for equal weights.</summary>
    public double? HalfLife { get; }

    /// <summary>Vectors of the items of histories.</summary>
    public KeyedVectors HistoryVectors => historyVectors;

    /// <summary>Makes a recommender of vectors.</summary>
    /// <param name="itemVectors">Vectors of the items.</param>
    /// <param name="options">Vectors of histories and their weights; null, the default, for the mean of the same vectors.</param>
    /// <exception cref="ArgumentNullException"><paramref name="itemVectors"/> is null.</exception>
    /// <exception cref="ArgumentException">The vectors of histories have another dimension.</exception>
    public static ItemVectorRecommender Create(KeyedVectors itemVectors, ItemVectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(itemVectors);
        options ??= ItemVectorOptions.Default;
        var historyVectors = options.HistoryVectors ?? itemVectors;
        if (historyVectors.Dimension != itemVectors.Dimension)
        {
            throw new ArgumentException(
                $"The vectors of items have {itemVectors.Dimension:N0} values, and those of histories {historyVectors.Dimension:N0}. Give vectors of the same length.", nameof(options));
        }
        return new ItemVectorRecommender(itemVectors, historyVectors, options.HalfLife);
    }

    /// <inheritdoc/>
    public override ItemVectorRecommender WithItems(KeyedVectors items)
    {
        var joined = Join(ItemVectors, items);
        return new ItemVectorRecommender(joined, ReferenceEquals(historyVectors, ItemVectors) ? joined : historyVectors, HalfLife);
    }

    internal override void WriteUser(ReadOnlySpan<int> history, Span<float> vector)
    {
        vector.Clear();
        double weight = 1, sum = 0, decay = HalfLife is { } items ? Math.Pow(0.5, 1 / items) : 1;
        for (int i = history.Length - 1; i >= 0; i--, weight *= decay)
        {
            if (historyRows[history[i]] is not (>= 0 and var row))
                continue;
            TensorPrimitives.MultiplyAdd(historyVectors.Table.Row(row), (float)weight, vector, vector);
            sum += weight;
        }
        if (sum > 0)
            TensorPrimitives.Divide(vector, (float)sum, vector);
    }
}

using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Appends a column with the vectors of users, computed from their histories: folded in with an <see cref="ImplicitAlsRecommender"/>, the mean of vectors with an
    /// <see cref="ItemVectorRecommender"/>. Nothing is trained anew for users who were not there in training.
    /// </summary>
    /// <remarks>
    /// Unknown items are ignored, and an item that occurs several times counts once, where it was last. A history without a known item gets zeros. A saved pipeline contains
    /// the recommender.
    /// </remarks>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the recommender's dimension.</param>
    /// <param name="recommender">The recommender.</param>
    /// <param name="inputColumnName">The column of histories, vectors of texts or keys from the first to the last item; null for <paramref name="outputColumnName"/>.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="recommender"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <example>
    /// <code>
    /// var recommender = ItemVectorRecommender.Create(KeyedVectors.Create(["tea", "cake", "beer"], [[1, 0], [0.5f, 0.5f], [0, 1]]));
    /// var rows = ml.Data.LoadFromEnumerable(new[] { new { Basket = new[] { "tea", "beer" } } });
    /// var stage = ml.Transforms.EmbedHistory("Features", recommender, "Basket").Fit(rows);
    /// Console.WriteLine(string.Join(' ', stage.Transform(rows).GetColumn&lt;float[]&gt;("Features").First())); // prints 0.5 0.5
    /// </code>
    /// </example>
    public static HistoryEmbeddingEstimator EmbedHistory(this TransformsCatalog catalog, string outputColumnName, VectorRecommender recommender, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        return catalog.EmbedHistory(outputColumnName, new EmbedHistoryOptions { Recommender = recommender, InputColumnName = inputColumnName });
    }

    /// <summary>
    /// Appends a column with the vectors of users, as <see cref="EmbedHistory(TransformsCatalog, string, VectorRecommender, string?)"/> does, with options.
    /// </summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the recommender's dimension.</param>
    /// <param name="options">The recommender and settings of the stage.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty.</exception>
    /// <exception cref="NotSupportedException">The storage is <see cref="ModelStorage.Reference"/>, as there is no model folder to refer to, or the combination is not the
    /// mean.</exception>
    public static HistoryEmbeddingEstimator EmbedHistory(this TransformsCatalog catalog, string outputColumnName, EmbedHistoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return new HistoryEmbeddingEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, options);
    }
}

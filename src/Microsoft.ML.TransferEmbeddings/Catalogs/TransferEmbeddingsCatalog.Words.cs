using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>Appends a column with the vectors of keys: items, users, words.</summary>
    /// <remarks>
    /// A key is found by its name among the words, a text as it is, a number as the invariant culture writes it (3, 0.5, 1E+20). The vectors'
    /// <see cref="WordVectors.Lookup"/> says what else is tried, and what a key without a vector gets, a missing one too: zeros unless told otherwise. A saved pipeline
    /// holds the vectors; of a key column those of its keys alone.
    /// </remarks>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="inputColumnName">The column of keys, texts or numbers.</param>
    /// <param name="vectors">The words.</param>
    /// <param name="slotNames">Whether the column carries the names "0", "1" … of its slots, as feature contributions need them.</param>
    /// <param name="execution">Sizes and threads; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null that must not be.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static KeyEmbeddingEstimator EmbedKeys(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        WordVectors vectors,
        bool slotNames = false,
        EmbeddingExecutionOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(vectors);
        return new KeyEmbeddingEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, vectors, slotNames, execution);
    }

    /// <summary>
    /// Appends a column with the vector of a text: the mean of its words' vectors with smooth inverse frequency weighting, fitted on the training data
    /// (<see cref="TextEmbeddingModel.FromWeightedWordVectors"/>).
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="inputColumnName">The text column. A null or empty text has zeros.</param>
    /// <param name="vectors">The words.</param>
    /// <param name="options">How a text is split; null for words and signs. The pooling is the mean.</param>
    /// <param name="smoothing">The number a in the weight a / (a + frequency); a smaller one makes more of rare words.</param>
    /// <param name="slotNames">Whether the column carries the names "0", "1" … of its slots, as feature contributions need them.</param>
    /// <param name="execution">Sizes and threads; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null that must not be.</exception>
    /// <exception cref="ArgumentException">A column's name is empty, or the pooling of <paramref name="options"/> is not the mean.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="smoothing"/> is not a positive number.</exception>
    public static WeightedTextEstimator EmbedTextWeighted(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string inputColumnName,
        WordVectors vectors,
        WordTextOptions? options = null,
        float smoothing = TextEmbeddingModel.DefaultSmoothing,
        bool slotNames = false,
        EmbeddingExecutionOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(vectors);
        return new WeightedTextEstimator(
            MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, vectors, options ?? new WordTextOptions(), smoothing, slotNames, execution);
    }
}

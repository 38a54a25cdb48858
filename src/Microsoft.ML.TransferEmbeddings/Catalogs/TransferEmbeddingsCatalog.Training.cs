using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Trains word vectors on a text column (<see cref="Word2VecTrainer"/>) and appends a column with the vector of a text: the mean of its words' vectors.
    /// </summary>
    /// <remarks>
    /// Training needs no labels and takes what text there is; where there is little, an encoder that was trained on more knows more
    /// (<see cref="EmbedText(TransformsCatalog.TextTransforms, string, string, TextEmbeddingModel)"/>). The fitted stage tells the vectors: <see cref="EmbeddingTransformer.GetService{TService}"/>.
    /// </remarks>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of <see cref="Word2VecOptions.Dimension"/>.</param>
    /// <param name="inputColumnName">The text column; <paramref name="outputColumnName"/> where it is null. A text without a known word, a null one too, has
    /// zeros.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told at the end of every epoch and about every second, by the threads that learn. Null for nobody.</param>
    /// <param name="slotNames">Whether the column carries the names "0", "1" … of its slots, as feature contributions need them.</param>
    /// <param name="execution">Sizes and threads of embedding; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty, the shortest n-gram is longer than the longest, or the learning rate rises.</exception>
    public static Word2VecEstimator TrainWordVectors(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        Word2VecOptions? options = null,
        IProgress<Word2VecProgress>? progress = null,
        bool slotNames = false,
        EmbeddingExecutionOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return new Word2VecEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, options ?? new Word2VecOptions(), progress, slotNames, execution);
    }
}

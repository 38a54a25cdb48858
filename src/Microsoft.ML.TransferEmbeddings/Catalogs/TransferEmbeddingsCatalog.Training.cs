using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Trains word vectors on a text column (<see cref="Word2VecTrainer"/>) and appends a column with the vector of a text: the mean of its words' vectors.
    /// </summary>
    /// <remarks>
    /// Training needs no labels and takes any text there is; if there is little, an encoder that was trained on more knows more (<c>EmbedText</c>). The fitted
    /// stage gives the vectors: <see cref="EmbeddingTransformer.GetService{TService}"/> with <see cref="WordVectors"/>.
    /// </remarks>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of <see cref="Word2VecOptions.Dimension"/>.</param>
    /// <param name="inputColumnName">The text column; null for <paramref name="outputColumnName"/>. A text without a known word, a null one too, has
    /// zeros.</param>
    /// <param name="training">How the vectors are trained; null for the defaults.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty, the shortest n-gram is longer than the longest, or the learning rate rises.</exception>
    public static Word2VecEstimator TrainWordVectors(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, Word2VecOptions? training = null) =>
        catalog.TrainWordVectors(
            outputColumnName, new TrainWordVectorsOptions { InputColumnName = inputColumnName, Training = training ?? new Word2VecOptions() });

    /// <summary>As <see cref="TrainWordVectors(TransformsCatalog.TextTransforms, string, string?, Word2VecOptions?)"/>, with more options.</summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of <see cref="Word2VecOptions.Dimension"/>.</param>
    /// <param name="options">How the vectors are trained and used.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty, the shortest n-gram is longer than the longest, or the learning rate
    /// rises.</exception>
    /// <exception cref="NotSupportedException">The storage is <see cref="ModelStorage.Reference"/>: there is no model folder to refer to.</exception>
    public static Word2VecEstimator TrainWordVectors(this TransformsCatalog.TextTransforms catalog, string outputColumnName, TrainWordVectorsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return new Word2VecEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, options);
    }
}

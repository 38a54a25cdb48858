using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Trains word vectors on a text column (<see cref="Word2VecTrainer"/>) and appends a column with the vector of a text: the mean of its words' vectors.
    /// </summary>
    /// <remarks>
    /// Training needs no labels and uses any text. With little text, a pretrained encoder (<c>EmbedText</c>) is usually better. The fitted stage gives the vectors:
    /// <see cref="EmbeddingTransformer.GetService{TService}"/> with <see cref="WordVectors"/>.
    /// </remarks>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of <see cref="Word2VecOptions.Dimension"/>.</param>
    /// <param name="inputColumnName">The text column; null for <paramref name="outputColumnName"/>. A text without a known word has a vector of zeros, and so has a
    /// null text.</param>
    /// <param name="training">Settings of the training; null for the defaults.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty, the shortest n-gram is longer than the longest, or the learning rate rises.</exception>
    /// <example>
    /// <code>
    /// var options = new Word2VecOptions { Dimension = 50, MinCount = 2 };
    /// var pipeline = ml.Transforms.Text.TrainWordVectors("Features", "Sentence", options)
    ///     .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
    /// var model = pipeline.Fit(train);
    /// var vectors = ((EmbeddingTransformer)model.First()).GetService&lt;WordVectors&gt;();
    /// Console.WriteLine(vectors!.Dimension); // prints 50
    /// </code>
    /// </example>
    public static Word2VecEstimator TrainWordVectors(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, Word2VecOptions? training = null) =>
        catalog.TrainWordVectors(
            outputColumnName, new TrainWordVectorsOptions { InputColumnName = inputColumnName, Training = training ?? new Word2VecOptions() });

    /// <summary>
    /// Trains word vectors on a text column and appends a column with the vector of a text, as
    /// <see cref="TrainWordVectors(TransformsCatalog.TextTransforms, string, string?, Word2VecOptions?)"/> does, with more options.
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of <see cref="Word2VecOptions.Dimension"/>.</param>
    /// <param name="options">Settings of the training and of the stage.</param>
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

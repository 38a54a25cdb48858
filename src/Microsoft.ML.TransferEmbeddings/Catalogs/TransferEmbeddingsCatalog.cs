using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Uses encoders of texts and words as stages of an ML.NET pipeline.</summary>
public static partial class TransferEmbeddingsCatalog
{
    /// <summary>Appends a column with the vector of a text, computed by a pretrained encoder.</summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="inputColumnName">The column to encode, of text or of vectors of text; null for <paramref name="outputColumnName"/>. A null or empty text has the
    /// model's vector of the empty text: that of the special tokens alone with a transformer network, zeros with a static model. A row with several texts has the mean
    /// of their vectors.</param>
    /// <param name="model">The encoder; null for <see cref="TextEmbeddingModel.Default"/>.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty.</exception>
    /// <example>
    /// Sentiment from few labels:
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
    /// var model = pipeline.Fit(train);
    /// ml.Model.Save(model, train.Schema, "sentiment.zip");
    /// </code>
    /// </example>
    public static EmbeddingEstimator EmbedText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, TextEmbeddingModel? model = null) =>
        EmbedText(catalog, outputColumnName, new EmbedTextOptions { InputColumnName = inputColumnName, Model = model });

    /// <summary>Appends a column with the vector of a text, computed by a pretrained encoder.</summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="options">The model and settings of the stage.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="NotSupportedException"><see cref="EmbeddingStageOptions.Storage"/> is <see cref="ModelStorage.Reference"/> and no folder holds the
    /// model's files unchanged.</exception>
    public static EmbeddingEstimator EmbedText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, EmbedTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return MLNetInternals.TransformsOf(catalog).Embed(outputColumnName, WithModel(options)).With(options.EmptyTexts);
    }

    /// <summary>Appends a column of vectors for each of several columns of text, in one pass over the data.</summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="columns">Pairs of a column to append and the column to encode.</param>
    /// <param name="options">The model and settings of the stage; <see cref="EmbeddingStageOptions.InputColumnName"/> must be null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no column, a name is empty, two columns to append have the same name, or <paramref name="options"/> name an input
    /// column as well.</exception>
    /// <exception cref="NotSupportedException"><see cref="EmbeddingStageOptions.Storage"/> is <see cref="ModelStorage.Reference"/> and no folder holds the
    /// model's files unchanged.</exception>
    public static EmbeddingEstimator EmbedText(this TransformsCatalog.TextTransforms catalog, InputOutputColumnPair[] columns, EmbedTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return MLNetInternals.TransformsOf(catalog).Embed(columns, WithModel(options)).With(options.EmptyTexts);
    }

    private static EmbedOptions<ReadOnlyMemory<char>> WithModel(EmbedTextOptions options) => new()
    {
        Model = options.Model ?? TextEmbeddingModel.Default,
        InputColumnName = options.InputColumnName,
        SlotNames = options.SlotNames,
        Combination = options.Combination,
        Storage = options.Storage,
        Execution = options.Execution,
    };
}

using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Appends a column with the n-grams of a text, as <see cref="TextCatalog.FeaturizeText(TransformsCatalog.TextTransforms, string, string)"/>
    /// gives them, and its vector by a pretrained encoder side by side, scaled so that neither drowns the other.
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>, the n-grams first.</param>
    /// <param name="inputColumnName">The text column; <paramref name="outputColumnName"/> where it is null. A null text counts as empty.</param>
    /// <param name="model">The encoder; <see cref="TextEmbeddingModel.Default"/> where it is null.</param>
    /// <param name="textOptions">Which n-grams are taken; those of ML.NET's <c>FeaturizeText</c> where it is null.</param>
    /// <param name="textWeight">The length that the part of the n-grams gets, where the embedding has length 1. Where it is null, it follows the number of
    /// rows that the stage is fitted on, (rows / 512)^¼ and at most 1: from few labels a trainer learns little about n-grams but noise.</param>
    /// <param name="execution">Sizes and threads of the encoder; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <param name="storage">Whether a saved pipeline holds the model's files, as by default, or refers to them (<see cref="ModelReference"/>).</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty, or
    /// <paramref name="textOptions"/> takes neither words nor characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="textWeight"/> is not a positive number.</exception>
    /// <exception cref="NotSupportedException"><paramref name="storage"/> is <see cref="ModelStorage.Reference"/> and the model is not as it was in a folder.</exception>
    public static HybridTextEstimator FeaturizeTextWithEmbedding(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        TextEmbeddingModel? model = null,
        TextFeaturizingEstimator.Options? textOptions = null,
        float? textWeight = null,
        EmbeddingExecutionOptions? execution = null,
        ModelStorage storage = ModelStorage.Embedded)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        if (textOptions is { WordFeatureExtractor: null, CharFeatureExtractor: null })
            throw new ArgumentException("The options take neither words nor characters. Set WordFeatureExtractor or CharFeatureExtractor, or use EmbedText alone.", nameof(textOptions));
        if (textWeight is { } weight && !(weight > 0 && float.IsFinite(weight)))
            throw new ArgumentOutOfRangeException(nameof(textWeight), weight, "The weight must be a positive number. For no n-grams at all use EmbedText.");
        model ??= TextEmbeddingModel.Default;
        // Said now, and not when everything is trained.
        model.ReferenceFor(storage);
        return new HybridTextEstimator(
            MLNetInternals.TransformsOf(catalog), outputColumnName, inputColumnName, model, textOptions, textWeight, execution, storage);
    }
}

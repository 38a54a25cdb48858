using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>
    /// Appends a column with the n-grams of a text, as <see cref="TextCatalog.FeaturizeText(TransformsCatalog.TextTransforms, string, string)"/>
    /// gives them, and its vector by a pretrained encoder side by side, scaled so that neither drowns the other.
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>, the n-grams first.</param>
    /// <param name="inputColumnName">The text column; null for <paramref name="outputColumnName"/>. A null text is treated as empty.</param>
    /// <param name="model">The encoder; null for <see cref="TextEmbeddingModel.Default"/>.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Sentence")
    ///     .AppendCacheCheckpoint(ml)
    ///     .Append(ml.BinaryClassification.Trainers.AveragedPerceptron());
    /// var model = pipeline.Fit(train);
    /// </code>
    /// </example>
    public static HybridTextEstimator FeaturizeTextWithEmbedding(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, TextEmbeddingModel? model = null) =>
        FeaturizeTextWithEmbedding(catalog, outputColumnName, new HybridTextOptions { InputColumnName = inputColumnName, Model = model });

    /// <summary>
    /// Appends a column with the n-grams of a text, as <see cref="TextCatalog.FeaturizeText(TransformsCatalog.TextTransforms, string, string)"/>
    /// gives them, and its vector by a pretrained encoder side by side, scaled so that neither drowns the other.
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>, the n-grams first.</param>
    /// <param name="options">The model, the n-grams and their weight.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="NotSupportedException"><see cref="HybridTextOptions.Storage"/> is <see cref="ModelStorage.Reference"/> and no folder holds the
    /// model's files unchanged.</exception>
    public static HybridTextEstimator FeaturizeTextWithEmbedding(this TransformsCatalog.TextTransforms catalog, string outputColumnName, HybridTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        if (options.InputColumnName is { } input)
            ArgumentException.ThrowIfNullOrEmpty(input);
        // Said now, and not when everything is trained.
        if (options.Storage == ModelStorage.Reference)
            (options.Model ?? TextEmbeddingModel.Default).RequireReference();
        return new HybridTextEstimator(MLNetInternals.TransformsOf(catalog), outputColumnName, options);
    }
}

using Microsoft.ML.TransferEmbeddings;

namespace Microsoft.ML;

/// <summary>Pretrained vision networks as stages of an ML.NET pipeline.</summary>
public static class ImageEmbeddingsCatalog
{
    /// <summary>Appends a column with the vector of an image, computed by a pretrained network.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="model">The network.</param>
    /// <param name="inputColumnName">The column of images; null for <paramref name="outputColumnName"/>. Images are paths as text, encoded images as vectors of
    /// <see cref="byte"/>, or <see cref="Data.MLImage"/>, with the limits of <see cref="ImagePreprocessing.Prepare(Data.MLImage)"/>. A stage that was fitted on one of
    /// these types accepts the others: train on paths, predict on uploaded bytes.</param>
    /// <returns>The stage, to be followed by a trainer. The fitted stage throws <see cref="ImageLoadException"/> for an image that can't be used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <example>
    /// <code>
    /// using var model = ImageEmbeddingModel.FromDirectory("vision-model");
    /// var pipeline = ml.Transforms.EmbedImages("Features", model, "Path")
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
    /// </code>
    /// </example>
    public static EmbeddingEstimator EmbedImages(this TransformsCatalog catalog, string outputColumnName, ImageEmbeddingModel model, string? inputColumnName = null) =>
        catalog.Embed(outputColumnName, model, inputColumnName);

    /// <summary>Appends a column with the vector of an image, computed by a pretrained network.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="options">The network and settings of the stage.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EmbeddingEstimator EmbedImages(this TransformsCatalog catalog, string outputColumnName, EmbedImagesOptions options) =>
        catalog.Embed(outputColumnName, options);

    /// <summary>Appends a column of vectors for each of several columns of images, in one pass over the data.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">Pairs of a column to append and the column to encode.</param>
    /// <param name="options">The network and settings of the stage; <see cref="EmbeddingStageOptions.InputColumnName"/> must be null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no column, a name is empty, two columns to append have the same name, or <paramref name="options"/> name an input
    /// column as well.</exception>
    public static EmbeddingEstimator EmbedImages(this TransformsCatalog catalog, InputOutputColumnPair[] columns, EmbedImagesOptions options) =>
        catalog.Embed(columns, options);
}

using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Pretrained vision networks as stages of an ML.NET pipeline.</summary>
public static class ImageEmbeddingsCatalog
{
    /// <summary>Appends a column with the vector of an image, computed by a pretrained network.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="inputColumnName">The column of images: paths as text, encoded images as vectors of <see cref="byte"/>, or
    /// <see cref="Data.MLImage"/>, with the limits of <see cref="ImagePreprocessing.Prepare(Data.MLImage)"/>.</param>
    /// <param name="model">The network.</param>
    /// <param name="onBadImage">What happens to an image that can't be used, a null or missing one among them; by default it throws.</param>
    /// <param name="slotNames">Whether the column carries the names "0", "1" … of its slots, as feature contributions need them.</param>
    /// <param name="execution">Threads; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument but <paramref name="execution"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="onBadImage"/> is none.</exception>
    public static EmbeddingEstimator EmbedImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        ImageEmbeddingModel model,
        OnBadImage onBadImage = OnBadImage.Throw,
        bool slotNames = false,
        EmbeddingExecutionOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        if (!Enum.IsDefined(onBadImage))
            throw new ArgumentOutOfRangeException(nameof(onBadImage), onBadImage, "The value must be Throw, ZeroVector or MissingVector.");
        return new EmbeddingEstimator(
            MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, new OnnxImageDefinition.Choice(model.Definition, onBadImage), slotNames, execution);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Pretrained encoders as stages of an ML.NET pipeline.</summary>
public static partial class TransferEmbeddingsCatalog
{
    /// <summary>Appends a column with the vector of a text, computed by a pretrained encoder.</summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="inputColumnName">The text column to encode; <paramref name="outputColumnName"/> where it is null. A null or empty text has the
    /// model's vector of the empty text: that of the special tokens alone with a transformer network, zeros with a static model.</param>
    /// <param name="model">The encoder; <see cref="TextEmbeddingModel.Default"/> where it is null.</param>
    /// <param name="slotNames">Whether the column carries the names "0", "1" … of its slots, as feature contributions need them.</param>
    /// <param name="execution">Sizes and threads; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <param name="storage">Whether a saved pipeline holds the model's files, as by default, or refers to them (<see cref="ModelReference"/>).</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty.</exception>
    /// <exception cref="NotSupportedException"><paramref name="storage"/> is <see cref="ModelStorage.Reference"/> and the model is not as it was in a folder.</exception>
    public static EmbeddingEstimator EmbedText(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        TextEmbeddingModel? model = null,
        bool slotNames = false,
        EmbeddingExecutionOptions? execution = null,
        ModelStorage storage = ModelStorage.Embedded)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        model ??= TextEmbeddingModel.Default;
        return new EmbeddingEstimator(
            MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, model.Definition, TextDataViewType.Instance, slotNames, execution, model.ReferenceFor(storage));
    }
}

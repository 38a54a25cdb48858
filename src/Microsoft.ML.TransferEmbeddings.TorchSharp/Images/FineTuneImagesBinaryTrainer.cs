using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Images;
using LogisticTransformer = Microsoft.ML.Data.BinaryPredictionTransformer<
    Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a classifier of images for two classes: the last stages of an image encoder are tuned on the image column, and a linear probe is trained on the tuned
/// vectors. The model appends the vectors and the probe's predictions.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read three times; paths or encoded images are held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings.TorchSharp for training, Microsoft.ML.TransferEmbeddings.Images for the model |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The training is that of <see cref="ImageFineTuner"/>. The model is a chain of the stage that <c>EmbedImages</c> makes and of ML.NET's own linear model. Thread-safe; may
/// be fitted many times.
/// </remarks>
/// <seealso cref="BinaryImageTuningCatalog"/>
public sealed class FineTuneImagesBinaryTrainer : IEstimator<TransformerChain<LogisticTransformer>>
{
    private readonly ImageTraining<LogisticTransformer> training;

    internal FineTuneImagesBinaryTrainer(IEstimator<LogisticTransformer> probe, FineTuneImagesOptions options) => training = new ImageTraining<LogisticTransformer>(probe, options);

    /// <summary>Tunes on all rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the image and label columns.</param>
    /// <returns>The tuned encoder and the linear model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">Fewer than two classes have rows.</exception>
    /// <exception cref="ImageLoadException">An image can't be used.</exception>
    /// <exception cref="NotSupportedException">The model has weights that are not float32, a vector of several layers, or an operator that is not known; the message names
    /// it.</exception>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing; the message names the package.</exception>
    /// <exception cref="InvalidOperationException">The loss is NaN or infinite: the learning rate is too high.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public TransformerChain<LogisticTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;
using LogisticTransformer = Microsoft.ML.Data.BinaryPredictionTransformer<
    Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a classifier of texts for two classes: an encoder learns the classes, and then a classifier on its vectors. The model appends the tuned vectors and the predictions.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read twice |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings; for training also the package whose options are given, such as Microsoft.ML.TransferEmbeddings.TorchSharp |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The model is a chain of the stage that <c>EmbedText</c> makes and of ML.NET's own linear model; with <see cref="FineTuningHead.FewShot"/> three of ML.NET's normalizers stand between them.
/// The head is trained on the texts that the encoder has learned from, and sees their classes better separated than those of new texts are: its probabilities are too sure.
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="BinaryTuningCatalog"/>
public sealed class FineTuneTextBinaryTrainer : IEstimator<TransformerChain<LogisticTransformer>>
{
    private readonly TunedTextTraining<LogisticTransformer> training;

    internal FineTuneTextBinaryTrainer(IHostEnvironment environment, TextTuningOptions options) =>
        training = new TunedTextTraining<LogisticTransformer>(environment, new BinaryTask(environment), options);

    /// <summary>Tunes on all rows of <paramref name="input"/>, and trains the head on them.</summary>
    /// <param name="input">Data with the text and label columns.</param>
    /// <returns>The tuned encoder and its head.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, or no class has two different texts.</exception>
    /// <exception cref="NotSupportedException">The model can't be tuned in the way of the options.</exception>
    /// <exception cref="InvalidOperationException">A label has no name in <see cref="TextTuningOptions.ClassNames"/>, or the training ended in what is not a number.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    public TransformerChain<LogisticTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

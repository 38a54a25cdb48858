using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a classifier of texts for any number of classes: an encoder learns the classes, and then a classifier on its vectors. The model appends the tuned vectors and the predictions.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read twice |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings; for training also the package whose options are given, such as Microsoft.ML.TransferEmbeddings.TorchSharp |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The model is a chain of the stage that <c>EmbedText</c> makes and of ML.NET's own linear model; with <see cref="FineTuningHead.FewShot"/> three of ML.NET's normalizers stand between them.
/// The head is trained on the texts that the encoder has learned from, and sees their classes better separated than those of new texts are: its probabilities are too sure.
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassTuningCatalog"/>
public sealed class FineTuneTextMulticlassTrainer : IEstimator<TransformerChain<MulticlassTransformer>>
{
    private readonly TunedTextTraining<MulticlassTransformer> training;

    internal FineTuneTextMulticlassTrainer(IHostEnvironment environment, TextTuningOptions options) =>
        training = new TunedTextTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options);

    /// <summary>Tunes on the labeled rows of <paramref name="input"/>, and trains the head on them. Rows whose label key is missing are left out, but <c>FewShot</c> learns from them what texts look like.</summary>
    /// <param name="input">Data with the text and label columns.</param>
    /// <returns>The tuned encoder and its head.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, or no class has two different texts.</exception>
    /// <exception cref="NotSupportedException">The model can't be tuned in the way of the options.</exception>
    /// <exception cref="InvalidOperationException">A label has no name in <see cref="TextTuningOptions.ClassNames"/>, or the training ended in what is not a number.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    public TransformerChain<MulticlassTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.Tuning.Choice;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a classifier of texts for any number of classes, and finds by cross-validation how much of the encoder should learn: nothing but a classifier on its vectors, a static encoder, or the encoder's
/// network.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings; for training also the package whose options are given, such as Microsoft.ML.TransferEmbeddings.TorchSharp |
/// | Exportable to ONNX | No |
/// ]]></format>
/// All ways see the same parts of the rows. Lighter ones come first, and a heavier one is chosen only if it is ahead by more than the standard error of the difference. The chosen one is trained
/// on all rows: the model is the one that <c>LinearProbe</c> or <c>FewShot</c> after <c>EmbedText</c>, <c>FineTuneStaticText</c> or <c>FineTuneText</c> would be.
/// <see cref="FineTuneTextAutoOptions.Report"/> and the context's log say what was chosen and why. Time: the network is trained once for each part, and once more if it is chosen.
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassTuningCatalog"/>
public sealed class FineTuneTextAutoMulticlassTrainer : IEstimator<TransformerChain<MulticlassTransformer>>
{
    private readonly AutoTraining<MulticlassTransformer> training;

    internal FineTuneTextAutoMulticlassTrainer(IHostEnvironment environment, TextTuningOptions options, FineTuneTextAutoOptions auto) =>
        training = new AutoTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options, auto);

    /// <summary>Compares the ways on the labeled rows of <paramref name="input"/>, and trains the one that is chosen on them. Rows whose label key is missing are left out, but <c>FewShot</c> learns from them what texts look like.</summary>
    /// <param name="input">Data with the text and label columns.</param>
    /// <returns>The chosen way's model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">All texts of the training rows are equal, or no class has two different ones.</exception>
    /// <exception cref="NotSupportedException">A model can't be tuned.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows, a class has one row only, no way can be tried, a label has no name in
    /// <see cref="TextTuningOptions.ClassNames"/>, or a training ended in what is not a number.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    public TransformerChain<MulticlassTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

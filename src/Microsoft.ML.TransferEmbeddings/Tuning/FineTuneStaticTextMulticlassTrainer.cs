using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a classifier of texts for any number of classes: a static text encoder is tuned on the text column, together with a linear head. The model
/// appends the tuned vectors and the head's predictions.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The training is that of <see cref="StaticFineTuner"/>. The model is a chain of the stage that <c>EmbedText</c> makes and of ML.NET's own linear model. Scores are divided by the
/// temperature that fits held-out rows best, so that probabilities are calibrated. Equal rows give an equal model. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassTuningCatalog"/>
public sealed class FineTuneStaticTextMulticlassTrainer : IEstimator<TransformerChain<MulticlassTransformer>>
{
    private readonly StaticTextTraining<MulticlassTransformer> training;

    internal FineTuneStaticTextMulticlassTrainer(IHostEnvironment environment, FineTuneStaticTextOptions options) =>
        training = new StaticTextTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options);

    /// <summary>Tunes on all labeled rows of <paramref name="input"/>, which are read once.</summary>
    /// <param name="input">Data with the text and label columns.</param>
    /// <returns>The tuned encoder and its head.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException"><see cref="StaticFineTuningOptions.Format"/> does not suit the model.</exception>
    /// <exception cref="NotSupportedException">The model is not static, or has a module or a cut of dimensions after the mean of its vectors.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows, a class has one row only, no text has a token that the model knows, or the loss is not a
    /// number.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    public TransformerChain<MulticlassTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains logistic regression for embeddings and any number of classes, until convergence. The vectors are centered and scaled, and the penalty is chosen by
/// cross-validation. Equal rows give an equal model. Rows whose label key is missing are left out.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings, for training only |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The model is that of ML.NET's maximum entropy trainer: its zip is read without this package. Scores are divided by the temperature that fits held-out rows
/// best, so that probabilities are calibrated. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassFewLabelTrainersCatalog"/>
public sealed class LinearProbeMulticlassTrainer : ITrainerEstimator<MulticlassTransformer, MaximumEntropyModelParameters>
{
    private readonly LinearProbeTraining<MulticlassTransformer> training;

    internal LinearProbeMulticlassTrainer(IHostEnvironment environment, LinearProbeOptions options) =>
        training = new LinearProbeTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options);

    /// <summary>Properties of the trainer. It needs neither normalization nor caching: it centers and scales the vectors, and reads them once.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo();

    /// <summary>Trains on all labeled rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label and feature columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite, or its weight is not finite or
    /// negative.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public MulticlassTransformer Fit(IDataView input) => training.Fit(input);

    /// <summary>Trains on all labeled rows of <paramref name="input"/>, starting from the weights of an earlier model, so that a few more rows take few
    /// iterations.</summary>
    /// <param name="input">All rows to train on, including those of the earlier training.</param>
    /// <param name="start">A model of this trainer or of ML.NET's maximum entropy trainer, for the same classes in the same order. It does not change.</param>
    /// <returns>The model that <see cref="Fit(IDataView)"/> returns, within the tolerance of the training.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite, a weight is not finite or negative, or
    /// the earlier model has other classes or vectors of another length.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public MulticlassTransformer Fit(IDataView input, MulticlassTransformer start) => training.Fit(input, start);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

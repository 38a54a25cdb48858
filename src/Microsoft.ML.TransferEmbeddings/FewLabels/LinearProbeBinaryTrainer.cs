using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using LogisticModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains logistic regression for embeddings and two classes, until convergence. The vectors are centered and scaled, and the penalty is chosen by
/// cross-validation. Equal rows give an equal model.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings, for training only |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The model is that of ML.NET's logistic regression: its zip is read without this package. Scores are divided by the temperature that fits held-out rows best,
/// so that probabilities are calibrated. <c>OneVersusAll</c> and <c>PairwiseCoupling</c> take the trainer. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="BinaryFewLabelTrainersCatalog"/>
public sealed class LinearProbeBinaryTrainer : ITrainerEstimator<BinaryPredictionTransformer<LogisticModel>, LogisticModel>
{
    private readonly LinearProbeTraining<BinaryPredictionTransformer<LogisticModel>> training;

    internal LinearProbeBinaryTrainer(IHostEnvironment environment, LinearProbeOptions options) =>
        training = new LinearProbeTraining<BinaryPredictionTransformer<LogisticModel>>(environment, new BinaryTask(environment), options);

    /// <summary>Properties of the trainer. It needs neither normalization nor caching: it centers and scales the vectors, and reads them once.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo();

    /// <summary>Trains on all rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label and feature columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite, or its weight is not finite or
    /// negative.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public BinaryPredictionTransformer<LogisticModel> Fit(IDataView input) => training.Fit(input);

    /// <summary>Trains on all rows of <paramref name="input"/>, starting from the weights of an earlier model, so that a few more rows take few iterations.</summary>
    /// <param name="input">All rows to train on, including those of the earlier training.</param>
    /// <param name="start">A model of this trainer or of ML.NET's logistic regression, for vectors of the same length. It does not change.</param>
    /// <returns>The model that <see cref="Fit(IDataView)"/> returns, within the tolerance of the training.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite, a weight is not finite or negative, or
    /// the earlier model has vectors of another length.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public BinaryPredictionTransformer<LogisticModel> Fit(IDataView input, BinaryPredictionTransformer<LogisticModel> start) => training.Fit(input, start);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

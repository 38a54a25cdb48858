using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using NearestNeighborTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.TransferEmbeddings.NearestNeighborModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Trains a nearest-centroid classifier, which compares a row with the mean vector of each class.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: vectors are compared by their cosine |
/// | Is caching required? | No: the rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Vectors are divided by their length (L2) before they are averaged. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassFewLabelTrainersCatalog"/>
public sealed class NearestCentroidTrainer : ITrainerEstimator<NearestNeighborTransformer, NearestNeighborModelParameters>
{
    private readonly NearestNeighborTraining training;

    internal NearestCentroidTrainer(IHostEnvironment environment, string labelColumnName, string featureColumnName) => training = new NearestNeighborTraining(
        environment, new TrainingColumns(labelColumnName, featureColumnName, Weight: null), neighbors: null);

    /// <summary>Properties of the trainer. It needs neither normalization nor caching: vectors are compared by their cosine, and read once.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo();

    /// <summary>Reads the rows of <paramref name="input"/>. Rows whose label key is missing are left out.</summary>
    /// <param name="input">Data with the label and feature columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled, as AutoML does when a trial's time is up.</exception>
    /// <exception cref="InvalidOperationException">No row has a label.</exception>
    public NearestNeighborTransformer Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

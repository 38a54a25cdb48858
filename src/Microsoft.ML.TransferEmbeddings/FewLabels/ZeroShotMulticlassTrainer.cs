using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A classifier for any number of classes from the names of the classes alone: no label is read.</summary>
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
/// Trained as <see cref="FewShotMulticlassTrainer"/> is, with no labeled row: the names are the only examples of the classes, the rows are unlabeled ones. Time
/// is linear in the rows.
///
/// The model is a chain of ML.NET's own stages: three that center and normalize into the column "Centered" + the feature column's name, and after them its own
/// linear model. Its zip is read without this package. Because the model is a chain, the trainer is no <c>ITrainerEstimator</c>: <c>OneVersusAll</c> and
/// <c>PairwiseCoupling</c> take <see cref="LinearProbeBinaryTrainer"/>. Equal rows give an equal model. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassFewLabelTrainersCatalog"/>
public sealed class ZeroShotMulticlassTrainer : IEstimator<TransformerChain<MulticlassTransformer>>
{
    private readonly FewShotTraining<MulticlassTransformer> training;

    internal ZeroShotMulticlassTrainer(IHostEnvironment environment, FewShotOptions options) =>
        training = new FewShotTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options, zeroShot: true);

    /// <summary>Trains on the rows of <paramref name="input"/>, none of whose labels is read, and on what the options give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="InvalidOperationException">The vectors of the names have another length than the features, or a label has no name.</exception>
    public TransformerChain<MulticlassTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

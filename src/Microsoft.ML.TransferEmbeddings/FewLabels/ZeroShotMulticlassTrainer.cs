using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Trains a classifier for any number of classes on the names of the classes and unlabeled rows. No label is read.</summary>
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
/// Trains as <see cref="FewShotMulticlassTrainer"/> does, without labeled rows: the names are the only examples of the classes, and the rows are used as unlabeled
/// rows. Time is linear in the rows.
///
/// The model is a chain of ML.NET's own stages: three that center and normalize into the column "Centered" + the feature column's name, and after them its own
/// linear model; one more comes first where vectors are shorter than 1e-6 or longer than 1e18. <c>PermutationFeatureImportance</c> takes the
/// <c>LastTransformer</c> of the model. Its zip is read without this package. Because the model is a chain, the trainer is not an <c>ITrainerEstimator</c>; for
/// <c>OneVersusAll</c> and <c>PairwiseCoupling</c> use <see cref="LinearProbeBinaryTrainer"/>. Equal rows give an equal model. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="MulticlassFewLabelTrainersCatalog"/>
public sealed class ZeroShotMulticlassTrainer : IEstimator<TransformerChain<MulticlassTransformer>>
{
    private readonly FewShotTraining<MulticlassTransformer> training;

    internal ZeroShotMulticlassTrainer(IHostEnvironment environment, FewShotOptions options) =>
        training = new FewShotTraining<MulticlassTransformer>(environment, new MulticlassTask(environment), options, zeroShot: true);

    /// <summary>Trains on the rows of <paramref name="input"/>, without reading labels, and on the class embeddings of the options.</summary>
    /// <param name="input">Data with the feature column.</param>
    /// <returns>The trained model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector is missing, has another length or has a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    /// <exception cref="InvalidOperationException">The vectors of the names have another length than the features, or a label has no name.</exception>
    /// <exception cref="NotSupportedException">A class is named that the label column has no key for, and the values of its keys are not texts.</exception>
    public TransformerChain<MulticlassTransformer> Fit(IDataView input) => training.Fit(input);

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}

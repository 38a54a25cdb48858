using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML;

/// <summary>Adds classes and examples to models of <c>KNearestNeighbors</c> and <c>NearestCentroid</c> without training them again.</summary>
public static class NearestNeighborModelCatalog
{
    /// <summary>Makes a model with one more class. The given model does not change; the new one may be saved or used in its place.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained or loaded model with one stage of <see cref="MulticlassFewLabelTrainersCatalog.KNearestNeighbors(
    /// MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string)"/> or <see
    /// cref="MulticlassFewLabelTrainersCatalog.NearestCentroid"/>. The
    /// other stages of both models are the same objects: dispose of one model only.</param>
    /// <param name="label">Label of the new class.</param>
    /// <param name="examples">Rows of the class with the columns that the features are made of. They need no label column.</param>
    /// <returns>The new model.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The model has the class already, there is no example, an example's vector is missing, has another length or has a
    /// value that is not finite, or the model has no such stage or several.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column that the features are made of is missing.</exception>
    /// <exception cref="NotSupportedException">The key values of the classes are not texts.</exception>
    [Experimental(Experiments.Selection)]
    public static ITransformer AddClass(this ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples) =>
        Add(catalog, model, label, examples, isNew: true);

    /// <summary>Makes a model with more examples of one of its classes. The given model does not change.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained or loaded model with one stage of <see cref="MulticlassFewLabelTrainersCatalog.KNearestNeighbors(
    /// MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string)"/> or <see
    /// cref="MulticlassFewLabelTrainersCatalog.NearestCentroid"/>. The
    /// other stages of both models are the same objects: dispose of one model only.</param>
    /// <param name="label">Label of the class.</param>
    /// <param name="examples">Rows of the class with the columns that the features are made of. They need no label column.</param>
    /// <returns>The new model.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The model does not have the class, there is no example, an example's vector is missing, has another length or has a
    /// value that is not finite, or the model has no such stage or several.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column that the features are made of is missing.</exception>
    [Experimental(Experiments.Selection)]
    public static ITransformer AddExamples(this ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples) =>
        Add(catalog, model, label, examples, isNew: false);

    private static ITransformer Add(ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentNullException.ThrowIfNull(examples);
        return GrownModel.Create(MLNetInternals.EnvironmentOf(catalog), model, label, examples, isNew);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>Nearest-neighbor models in ML.NET's prediction transformers.</summary>
internal static class NearestNeighborStage
{
    /// <param name="environment">The context.</param>
    /// <param name="model">Has the label column's key values for labels.</param>
    /// <param name="label">The label column.</param>
    /// <param name="feature">The feature column.</param>
    public static MulticlassPredictionTransformer<NearestNeighborModelParameters> Create(
        IHostEnvironment environment, NearestNeighborModelParameters model, DataViewSchema.Column label, DataViewSchema.Column feature) =>
        new(environment, model, MLNetInternals.SchemaOf(label, feature), feature.Name, label.Name);

    /// <summary>The same stage with a model of more examples or classes.</summary>
    /// <exception cref="NotSupportedException">The key values of the classes are not texts.</exception>
    public static MulticlassPredictionTransformer<NearestNeighborModelParameters> With(
        IHostEnvironment environment, MulticlassPredictionTransformer<NearestNeighborModelParameters> stage, NearestNeighborModelParameters model)
    {
        var schema = stage.TrainSchema;
        var label = schema.Single(column => column.Name != stage.FeatureColumnName);
        if (model.Labels.Count != stage.Model.Labels.Count)
            label = new MulticlassTask(environment).WithLabels(label, model.Labels);
        return Create(environment, model, label, schema[stage.FeatureColumnName]);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>Reads labeled rows for a model that keeps them or the means of their classes.</summary>
/// <param name="environment">The context.</param>
/// <param name="columns">What is read.</param>
/// <param name="neighbors">How many rows the model asks; null to keep the means of the classes.</param>
/// <param name="token">Cancels a fit.</param>
internal sealed class NearestNeighborTraining(IHostEnvironment environment, TrainingColumns columns, int? neighbors, CancellationToken token = default)
{
    private readonly MulticlassTask task = new(environment);

    public MulticlassPredictionTransformer<NearestNeighborModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), columns.Label, columns.Feature);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var (label, feature) = (input.Schema[columns.Label], input.Schema[columns.Feature]);
        using var fit = new HostedFit(environment, neighbors is null ? "NearestCentroid" : "KNearestNeighbors", token);
        var rows = TrainingData.Read(task, input, columns, fit.ThrowIfCancelled);
        var examples = Examples.Of(rows.Dimension, [.. Enumerable.Range(0, rows.Count)
            .Where(row => rows.ClassOf(row) != VectorRows.Unlabeled)
            .Select(row => (rows.ClassOf(row), Array.ConvertAll(rows[row].ToArray(), value => (float)value)))]);
        if (examples.Count == 0)
            throw new InvalidOperationException($"Column '{columns.Label}' has no label in {rows.Count:N0} rows. Label some of them.");
        var model = new NearestNeighborModelParameters(task.Labels(label), neighbors, neighbors is null ? examples.Merged() : examples);
        return NearestNeighborStage.Create(environment, model, label, feature);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return task.GetOutputSchema(inputSchema, columns);
    }
}

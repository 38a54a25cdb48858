using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>From a data view to the search: which rows count, and their vectors.</summary>
internal static class FeatureBlockData
{
    public static FeatureBlockSelection Select(IHostEnvironment environment, IDataView data, FeatureBlockSelectionOptions options)
    {
        string label = options.LabelColumnName;
        var task = LabelColumn.TaskOf(environment, data, label);
        var classes = RowsByClass.Read(task, data, label, options.CancellationToken);
        if (classes.Count < 2 || classes.Any(rows => rows.Count() < 2))
        {
            throw new InvalidOperationException(
                $"Column '{label}' has {classes.Count(rows => rows.Count() > 1)} classes of two rows or more, of {classes.Count} with rows; " +
                "two classes are needed, and none of a single row.");
        }
        var host = environment.Register("SelectFeatureBlocks");
        var chosen = RowSample.Take(classes, options.MaxRows);
        IDataView sample = new RowSubsetDataView(data, chosen);
        var stage = options.Featurizer?.Fit(sample);
        using (stage as IDisposable)
        {
            var featurized = stage?.Transform(sample) ?? sample;
            CheckVectors(featurized.Schema, options);
            var columns = new TrainingColumns(label, options.FeatureColumnName, Weight: null);
            var rows = TrainingData.Read(task, featurized, columns, CheckAlive, [.. chosen.Order()]);
            return new FeatureBlockSearch(rows, task.Labels(data.Schema[label]).Length, options, CheckAlive).Run();
        }

        void CheckAlive()
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            MLNetInternals.ThrowIfCancelled(host);
        }
    }

    private static void CheckVectors(DataViewSchema schema, FeatureBlockSelectionOptions options)
    {
        string column = options.FeatureColumnName;
        if (schema.GetColumnOrNull(column)?.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single)
            throw new ArgumentException($"There is no column '{column}' of known-size vectors of Single.", nameof(options));
        int length = options.BlockLengths.Sum();
        if (type.Size != length)
        {
            throw new ArgumentException(
                $"Column '{column}' has vectors of {type.Size} values, and BlockLengths add up to {length}. Give the length of every block.", nameof(options));
        }
    }
}

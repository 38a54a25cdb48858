using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

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
                $"Column '{label}' has {classes.Count} classes with rows, the smallest of {classes.Select(rows => rows.Count()).DefaultIfEmpty().Min()}; " +
                "two classes of two rows each are needed.");
        }
        IDataView sample = new RowSubsetDataView(data, RowSample.Take(classes, options.MaxRows));
        var stage = options.Featurizer?.Fit(sample);
        using (stage as IDisposable)
        {
            var featurized = stage?.Transform(sample) ?? sample;
            CheckVectors(featurized.Schema, options);
            var rows = TrainingData.Read(task, featurized, new TrainingColumns(label, options.FeatureColumnName, Weight: null), options.CancellationToken);
            return new FeatureBlockSearch(rows, task.Labels(data.Schema[label]).Length, options).Run();
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

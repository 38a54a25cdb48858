using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Reads the rows of a data view into memory.</summary>
internal static class TrainingData
{
    /// <param name="task">What a label is; null where the data have none.</param>
    /// <param name="data">One pass is made.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="token">Cancels between two rows.</param>
    /// <exception cref="ArgumentException">A vector or a weight is not finite, or a weight is negative.</exception>
    public static VectorRows Read(ClassificationTask? task, IDataView data, TrainingColumns columns, CancellationToken token = default)
    {
        var feature = data.Schema[columns.Feature];
        var label = task is null ? (DataViewSchema.Column?)null : data.Schema[columns.Label];
        var weight = columns.Weight is null ? (DataViewSchema.Column?)null : data.Schema[columns.Weight];
        var rows = new VectorRows(((VectorDataViewType)feature.Type).Size);
        using var cursor = data.GetRowCursor(new[] { feature, label, weight }.OfType<DataViewSchema.Column>());
        var vectorGetter = cursor.GetGetter<VBuffer<float>>(feature);
        var classGetter = label is { } labelColumn ? task!.ClassGetter(cursor, labelColumn) : () => VectorRows.Unlabeled;
        var weightGetter = weight is { } weightColumn ? cursor.GetGetter<float>(weightColumn) : (ref float value) => value = 1;
        VBuffer<float> vector = default;
        float rowWeight = 1;
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            vectorGetter(ref vector);
            weightGetter(ref rowWeight);
            var values = new double[rows.Dimension];
            foreach (var (index, value) in vector.Items())
                values[index] = value;
            if (!TensorPrimitives.IsFiniteAll<double>(values))
                throw NotUsable($"Column '{columns.Feature}' has a value that is not finite in row {cursor.Position}. Filter such rows.");
            if (!(rowWeight >= 0) || !float.IsFinite(rowWeight))
                throw NotUsable($"Column '{columns.Weight}' is {rowWeight} in row {cursor.Position}; weights must be finite and not negative.");
            rows.Add(values, classGetter(), rowWeight);
        }
        return rows;

        static ArgumentException NotUsable(string message) => new(message, nameof(data));
    }
}

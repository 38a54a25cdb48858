using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Reads the rows of a data view into memory.</summary>
internal static class TrainingData
{
    /// <summary>All rows but those of weight 0, which are not looked at.</summary>
    /// <param name="task">What a label is; null where the data have none.</param>
    /// <param name="data">One pass is made.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="checkAlive">Is called between two rows, and throws where the work was canceled.</param>
    /// <param name="rowNumbers">The numbers that errors call the rows by, where the data are a part of what the user gave; null for 0, 1, 2 ….</param>
    /// <exception cref="ArgumentException">A vector is missing, has another length or is not finite, or a weight is not finite or negative.</exception>
    public static VectorRows Read(
        ClassificationTask? task, IDataView data, TrainingColumns columns, Action checkAlive, IReadOnlyList<long>? rowNumbers = null)
    {
        var feature = data.Schema[columns.Feature];
        var label = task is null ? (DataViewSchema.Column?)null : data.Schema[columns.Label];
        var weight = columns.Weight is null ? (DataViewSchema.Column?)null : data.Schema[columns.Weight];
        var rows = new VectorRows(((VectorDataViewType)feature.Type).Size);
        string featureName = $"Column '{columns.Feature}'{(columns.Option is { } option ? $" of {option}" : "")}";
        using var cursor = data.GetRowCursor(new[] { feature, label, weight }.OfType<DataViewSchema.Column>());
        var vectorGetter = cursor.GetGetter<VBuffer<float>>(feature);
        var classGetter = label is { } labelColumn ? task!.ClassGetter(cursor, labelColumn) : () => VectorRows.Unlabeled;
        var weightGetter = weight is { } weightColumn ? cursor.GetGetter<float>(weightColumn) : (ref float value) => value = 1;
        VBuffer<float> vector = default;
        var values = new float[rows.Dimension];
        float rowWeight = 1;
        for (int position = 0; cursor.MoveNext(); position++)
        {
            checkAlive();
            long row = rowNumbers?[position] ?? cursor.Position;
            weightGetter(ref rowWeight);
            if (!(rowWeight >= 0) || !float.IsFinite(rowWeight))
                throw new ArgumentException($"Column '{columns.Weight}' is {rowWeight} in row {row}; weights must be finite and not negative. Filter such rows.");
            if (rowWeight == 0)
                continue;
            vectorGetter(ref vector);
            VectorColumn.ReadFinite(vector, values, featureName, row);
            rows.Add(Array.ConvertAll(values, value => (double)value), classGetter(), rowWeight);
        }
        return rows;
    }
}

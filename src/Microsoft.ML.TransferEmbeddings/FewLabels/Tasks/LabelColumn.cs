using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>Finds the label column of a view.</summary>
internal static class LabelColumn
{
    /// <summary>The task that the column's type tells: binary for Boolean, multiclass for a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static ClassificationTask TaskOf(IHostEnvironment environment, IDataView data, string name)
    {
        bool isBinary = data.Schema.GetColumnOrNull(name)?.Type is BooleanDataViewType;
        ClassificationTask task = isBinary ? new BinaryTask(environment) : new MulticlassTask(environment);
        Require(environment, task, data, name, "Boolean or key");
        return task;
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no label of the task.</exception>
    public static void Require(IHostEnvironment environment, ClassificationTask task, IDataView data, string name, string expected)
    {
        var label = data.Schema.GetColumnOrNull(name) ?? throw MLNetInternals.MissingColumn(environment, nameof(data), name);
        if (!task.IsLabel(label))
            throw MLNetInternals.WrongColumnType(environment, nameof(data), name, expected, label.Type.ToString()!);
    }
}

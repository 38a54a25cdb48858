using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>Reads which rows each class has.</summary>
internal static class RowsByClass
{
    /// <summary>The numbers of each class's rows. Rows whose label is missing are left out.</summary>
    public static ILookup<int, long> Read(ClassificationTask task, IDataView data, string labelColumnName, CancellationToken token)
    {
        var label = data.Schema[labelColumnName];
        var rows = new List<(int Class, long Row)>();
        using var cursor = data.GetRowCursor([label]);
        var getter = task.ClassGetter(cursor, label);
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            rows.Add((getter(), cursor.Position));
        }
        return rows.Where(row => row.Class != VectorRows.Unlabeled).ToLookup(row => row.Class, row => row.Row);
    }
}

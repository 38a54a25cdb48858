using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>Reads the labeled rows of a data view.</summary>
internal static class LabeledTexts
{
    public delegate void Receiver(ReadOnlySpan<char> text, int classIndex);

    /// <summary>Rows whose label is missing are left out.</summary>
    public static void Read(ClassificationTask task, IDataView input, string textColumn, DataViewSchema.Column label, HostedFit fit, Receiver receive)
    {
        var text = input.Schema[textColumn];
        using var cursor = input.GetRowCursor([text, label]);
        var textGetter = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        var classGetter = task.ClassGetter(cursor, label);
        ReadOnlyMemory<char> value = default;
        while (cursor.MoveNext())
        {
            fit.ThrowIfCancelled();
            if (classGetter() is not VectorRows.Unlabeled and var c)
            {
                textGetter(ref value);
                receive(value.Span, c);
            }
        }
    }
}

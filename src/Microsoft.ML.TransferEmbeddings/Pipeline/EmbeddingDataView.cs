using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>The source's rows with further columns, computed window by window while a cursor moves, and only if it asks for them.</summary>
/// <remarks>
/// A transform in ML.NET's eyes: an export to ONNX, which walks from view to view, meets a refusal instead of taking the stage's columns for the data's own.
/// </remarks>
/// <param name="host">Of the stage.</param>
/// <param name="stage">The stage.</param>
/// <param name="source">The rows.</param>
/// <param name="binding">Of the stage to the source's schema.</param>
/// <param name="execution">Of the stage.</param>
/// <param name="passed">Called when a cursor that encodes has handed out the last row.</param>
internal sealed class EmbeddingDataView(IHost host, ICanSaveModel stage, IDataView source, EmbeddingBinding binding, EmbeddingExecutionOptions execution, Action passed) : ITransformCanSaveOnnx
{
    IDataView IDataTransform.Source => source;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => binding.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = binding.Active(columnsNeeded);
        return Wrap(source.GetRowCursor(binding.Dependencies(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = binding.Active(columnsNeeded);
        var cursors = source.GetRowCursorSet(binding.Dependencies(active), n, rand);
        try
        {
            return Array.ConvertAll(cursors, cursor => Wrap(cursor, active));
        }
        catch
        {
            Array.ForEach(cursors, cursor => cursor.Dispose());
            throw;
        }
    }

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw NotExportable.Stage(binding.Columns[0].OutputName);

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw NotExportable.Stage(binding.Columns[0].OutputName);

    void ICanSaveModel.Save(ModelSaveContext ctx) => stage.Save(ctx);

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active)
    {
        if (!Enumerable.Range(0, binding.Columns.Count).Any(column => binding.IsEncoded(column, active)))
            return new PassThroughCursor(cursor, binding, active);
        try
        {
            return new LookAheadCursor(host, cursor, binding, execution, active, passed);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}

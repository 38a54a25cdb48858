using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// The schemas before and after an embedding stage. The stage appends one column, so every other column keeps its index.
/// </summary>
internal sealed class EmbeddingBinding
{
    public EmbeddingBinding(DataViewSchema inputSchema, int inputColumn, string outputColumn, int dimension, bool slotNames)
    {
        InputSchema = inputSchema;
        InputColumn = inputSchema[inputColumn];

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(outputColumn, new VectorDataViewType(NumberDataViewType.Single, dimension), slotNames ? SlotNames(dimension) : null);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The column that is encoded, in the input schema.</summary>
    public DataViewSchema.Column InputColumn { get; }

    /// <summary>The column of vectors, in the output schema.</summary>
    public DataViewSchema.Column EmbeddingColumn => OutputSchema[InputSchema.Count];

    public bool IsEmbedding(DataViewSchema.Column column) => column.Index == InputSchema.Count;

    /// <summary>The column of the input schema that passes through as <paramref name="column"/> of the output schema.</summary>
    public DataViewSchema.Column Source(DataViewSchema.Column column) => InputSchema[column.Index];

    /// <summary>Which of the output columns are in <paramref name="columns"/>.</summary>
    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in columns)
        {
            if (column.Index >= active.Length || OutputSchema[column.Index].Name != column.Name)
                throw new ArgumentException($"Column '{column.Name}' does not belong to this data view's schema. Take the columns from its own Schema.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    public bool IsActive(DataViewSchema.Column column, bool[] active) => (uint)column.Index < (uint)active.Length && active[column.Index];

    public void RequireActive(DataViewSchema.Column column, bool[] active)
    {
        if (!IsActive(column, active))
            throw new ArgumentException($"Column '{column.Name}' is not active here. Name it when you ask for the cursor or the row.", nameof(column));
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new ArgumentException($"Column '{column.Name}' has values of type {column.Type.RawType}; a getter of {typeof(TValue)} was asked for.", nameof(column));

    /// <summary>The input columns that the active output columns need.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(bool[] active) =>
        InputSchema.Where(column => active[column.Index] || (active[^1] && column.Index == InputColumn.Index));

    private static DataViewSchema.Annotations SlotNames(int dimension)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(
            AnnotationNames.SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, dimension),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                var editor = VBufferEditor.Create(ref value, dimension);
                for (int i = 0; i < dimension; i++)
                    editor.Values[i] = i.ToString(System.Globalization.CultureInfo.InvariantCulture).AsMemory();
                value = editor.Commit();
            });
        return builder.ToAnnotations();
    }
}

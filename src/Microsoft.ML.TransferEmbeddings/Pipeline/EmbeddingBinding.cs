using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// The schemas before and after an embedding stage. The stage appends columns, so every other column keeps its index.
/// </summary>
internal sealed class EmbeddingBinding
{
    public EmbeddingBinding(DataViewSchema inputSchema, IReadOnlyList<EmbeddedColumn> columns, bool slotNames)
    {
        InputSchema = inputSchema;
        Columns = columns;

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var column in columns)
        {
            int dimension = column.Encoder.Dimension;
            builder.AddColumn(column.OutputName, new VectorDataViewType(NumberDataViewType.Single, dimension), slotNames ? SlotNames(dimension) : null);
        }
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IReadOnlyList<EmbeddedColumn> Columns { get; }

    /// <summary>Which of <see cref="Columns"/> a column of the output schema is; negative for one that passes through.</summary>
    public int EmbeddingIndex(DataViewSchema.Column column) => column.Index - InputSchema.Count;

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

    /// <summary>Whether vectors of one of <see cref="Columns"/> are wanted.</summary>
    public bool IsEncoded(int embedding, bool[] active) => active[InputSchema.Count + embedding];

    public void RequireActive(DataViewSchema.Column column, bool[] active)
    {
        if (!IsActive(column, active))
            throw new ArgumentException($"Column '{column.Name}' is not active here. Name it when you ask for the cursor or the row.", nameof(column));
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new ArgumentException($"Column '{column.Name}' has values of type {column.Type.RawType}; a getter of {typeof(TValue)} was asked for.", nameof(column));

    /// <summary>The input columns that the active output columns need.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
    {
        var needed = active.AsSpan(0, InputSchema.Count).ToArray();
        for (int i = 0; i < Columns.Count; i++)
            needed[Columns[i].Input.Index] |= IsEncoded(i, active);
        return InputSchema.Where(column => needed[column.Index]);
    }

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
                    editor.Values[i] = i.ToString(CultureInfo.InvariantCulture).AsMemory();
                value = editor.Commit();
            });
        return builder.ToAnnotations();
    }
}

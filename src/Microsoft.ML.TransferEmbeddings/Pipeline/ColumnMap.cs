using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>One more column, each value computed from the row's values of others: cheap work that needs no batches.</summary>
/// <param name="inputSchema">The schema before.</param>
/// <param name="sources">The columns that are read.</param>
/// <param name="column">The column that is appended.</param>
/// <param name="createGetter">Makes the new column's getter for a row of the input schema.</param>
internal sealed class ColumnMap(
    DataViewSchema inputSchema, IReadOnlyList<DataViewSchema.Column> sources, DataViewSchema.DetachedColumn column, Func<DataViewRow, Delegate> createGetter)
    : IRowToRowMapper
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    public DataViewSchema OutputSchema { get; } = Append(inputSchema, column);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        bool[] active = Active(dependingColumns);
        return InputSchema.Where(column => active[column.Index] || (active[^1] && sources.Any(source => column.Index == source.Index)));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Row(input, this, Active(activeColumns));
    }

    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    public ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, DataViewSchema.Column column, bool[] active)
    {
        if (!active[column.Index])
            throw new ArgumentException($"Column '{column.Name}' is not active in this row. Name it when you ask for the row.", nameof(column));
        if (column.Index < InputSchema.Count)
            return input.GetGetter<TValue>(InputSchema[column.Index]);
        return createGetter(input) as ValueGetter<TValue>
            ?? throw new ArgumentException($"Column '{column.Name}' has values of type {column.Type.RawType}; a getter of {typeof(TValue)} was asked for.", nameof(column));
    }

    private static DataViewSchema Append(DataViewSchema schema, DataViewSchema.DetachedColumn column)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private sealed class Row(DataViewRow input, ColumnMap map, bool[] active) : DataViewRow
    {
        public override DataViewSchema Schema => map.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => map.GetGetter<TValue>(input, column, active);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}

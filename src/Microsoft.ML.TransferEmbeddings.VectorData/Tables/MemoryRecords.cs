using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Tables;

/// <summary>A collection of a store in memory, whether it is there yet or not.</summary>
internal sealed class MemoryRecords(TableSet tables, string name, IReadOnlyList<Column> columns) : RecordTable
{
    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(tables.Find(name) is not null);

    public override Task EnsureExistsAsync(CancellationToken cancellationToken)
    {
        Check(tables.FindOrAdd(name, columns));
        return Task.CompletedTask;
    }

    public override Task EnsureDeletedAsync(CancellationToken cancellationToken)
    {
        tables.Remove(name);
        return Task.CompletedTask;
    }

    public override Task UpsertAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        Table.Upsert(rows);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(IReadOnlyList<object> keys, CancellationToken cancellationToken)
    {
        Table.Delete(keys);
        return Task.CompletedTask;
    }

    public override IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, bool withVectors, CancellationToken cancellationToken) =>
        OnDemand(() => Table.Get(keys, withVectors));

    public override IAsyncEnumerable<object?[]> GetAsync(RecordQuery query, CancellationToken cancellationToken) => OnDemand(() => Table.Get(query));

    public override IAsyncEnumerable<(object?[] Row, double Distance)> SearchAsync(NearestQuery query, CancellationToken cancellationToken) =>
        OnDemand(() => Table.Search(query));

    private MemoryTable Table => Check(tables.Find(name) ?? throw new TableException($"there is no collection '{name}' in the store. Call EnsureCollectionExistsAsync first."));

    /// <summary>A collection of a file may have been made of other records.</summary>
    private MemoryTable Check(MemoryTable table)
    {
        if (ReferenceEquals(table.Columns, columns))
            return table;
        foreach (var column in table.Columns.ExceptBy(columns.Select(column => column.Name), column => column.Name))
            throw new TableException($"the collection has a property '{column.Name}', and the record has none. {Remedy}");
        foreach (var column in columns)
        {
            var there = table.Columns.FirstOrDefault(other => other.Name == column.Name)
                ?? throw new TableException($"the record has a property '{column.Name}', and the collection has none. {Remedy}");
            if (there.Kind != column.Kind || there.Type != column.Type || there.Vector?.Dimensions != column.Vector?.Dimensions || there.Vector?.Metric != column.Vector?.Metric)
                throw new TableException($"the property '{column.Name}' is {Describe(column)} of the record, and {Describe(there)} of the collection. {Remedy}");
        }
        return table.Columns.Select(column => column.Name).SequenceEqual(columns.Select(column => column.Name))
            ? table
            : throw new TableException($"the record has its properties in another order than the collection. {Remedy}");
    }

    private const string Remedy = "Use the record that the collection was made with, or delete the collection.";

    private static string Describe(Column column) => column.Vector is { } vector
        ? $"a vector of {vector.Dimensions:N0} dimensions, compared by {vector.Metric}"
        : $"{(column.Kind == ColumnKind.Key ? "a key" : "data")} of type '{column.Type.Name}'";

    private static async IAsyncEnumerable<T> OnDemand<T>(Func<IReadOnlyList<T>> find)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var found in find())
            yield return found;
    }
}

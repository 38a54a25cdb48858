using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Tables;

/// <summary>The collections of a store, by their names. Thread-safe.</summary>
internal sealed class TableSet(VectorIndexOptions options)
{
    private readonly Lock access = new();
    private Dictionary<string, MemoryTable>? tables = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. All.Select(table => table.Name)];

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<MemoryTable> All
    {
        get
        {
            lock (access)
                return [.. Tables.OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => table.Value)];
        }
    }

    private Dictionary<string, MemoryTable> Tables => tables ?? throw new ObjectDisposedException("ExactVectorStore");

    public MemoryTable? Find(string name)
    {
        lock (access)
            return Tables.GetValueOrDefault(name);
    }

    public MemoryTable FindOrAdd(string name, IReadOnlyList<Column> columns)
    {
        lock (access)
            return Tables.TryGetValue(name, out var table) ? table : Tables[name] = new MemoryTable(name, columns, options);
    }

    public void Remove(string name)
    {
        lock (access)
            Tables.Remove(name);
    }

    public void Dispose()
    {
        lock (access)
            tables = null;
    }
}

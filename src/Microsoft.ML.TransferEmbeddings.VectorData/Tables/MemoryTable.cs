using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Tables;

/// <summary>The rows of a collection: values in arrays, vectors in indexes under the same numbers. Many may read at a time, and one may write.</summary>
internal sealed class MemoryTable
{
    private readonly ReaderWriterLockSlim access = new();
    private readonly List<object?[]> rows = [];
    private readonly Dictionary<object, int> places = [];
    private readonly VectorIndex?[] indexes;
    private readonly int keyColumn;

    public MemoryTable(string name, IReadOnlyList<Column> columns, VectorIndexOptions options)
    {
        (Name, Columns) = (name, columns);
        keyColumn = columns.Index().First(column => column.Item.Kind == ColumnKind.Key).Index;
        indexes = [.. columns.Select(column => column.Vector is { } vector ? new VectorIndex(vector.Dimensions, With(options, vector)) : null)];
    }

    public string Name { get; }

    public IReadOnlyList<Column> Columns { get; }

    public void Upsert(IReadOnlyList<object?[]> added) => Write(() =>
    {
        // Nothing fails half done.
        if (indexes.Any(index => ((long)rows.Count + added.Count) * index?.Dimension > Array.MaxLength))
            throw new TableException($"the collection has {rows.Count:N0} records, and {added.Count:N0} more have no place in memory. Divide them among several collections.");
        foreach (object?[] row in added)
        {
            bool isNew = !places.TryGetValue(row[keyColumn]!, out int place);
            for (int column = 0; column < indexes.Length; column++)
            {
                if (indexes[column] is not { } index)
                    continue;
                if (isNew)
                    place = index.Add((float[])row[column]!);
                else
                    index.Replace(place, (float[])row[column]!);
            }
            object?[] values = [.. row.Select((value, column) => indexes[column] is null ? value : null)];
            if (isNew)
            {
                places.Add(row[keyColumn]!, rows.Count);
                rows.Add(values);
            }
            else
                rows[place] = values;
        }
    });

    public void Delete(IReadOnlyList<object> keys) => Write(() =>
    {
        foreach (object key in keys)
        {
            if (!places.Remove(key, out int place))
                continue;
            // As indexes do: the last one takes the place.
            int last = rows.Count - 1;
            foreach (var index in indexes)
                index?.RemoveAt(place);
            if (place < last)
            {
                rows[place] = rows[last];
                places[rows[place][keyColumn]!] = place;
            }
            rows.RemoveAt(last);
        }
    });

    public List<object?[]> Get(IReadOnlyList<object> keys, bool withVectors) => Read(() =>
        keys.Where(places.ContainsKey).Select(key => Copy(places[key], withVectors)).ToList());

    public List<object?[]> Get(RecordQuery query) => Read(() =>
    {
        var accepts = RowFilters.Compile(query.Filter);
        var found = Enumerable.Range(0, rows.Count).Where(place => accepts(rows[place]));
        IOrderedEnumerable<int>? ordered = null;
        foreach (var (column, isAscending) in query.Order.Append((keyColumn, true)))
        {
            object? Value(int place) => rows[place][column];
            ordered = (ordered, isAscending) switch
            {
                (null, true) => found.OrderBy(Value, ValueOrder.Instance),
                (null, false) => found.OrderByDescending(Value, ValueOrder.Instance),
                (_, true) => ordered.ThenBy(Value, ValueOrder.Instance),
                (_, false) => ordered.ThenByDescending(Value, ValueOrder.Instance),
            };
        }
        return ordered!.Skip(query.Skip).Take(query.Top).Select(place => Copy(place, query.WithVectors)).ToList();
    });

    public List<(object?[] Row, double Distance)> Search(NearestQuery query) => Read(() =>
    {
        var accepts = RowFilters.Compile(query.Filter);
        int wanted = (int)Math.Min((long)query.Skip + query.Top, int.MaxValue);
        var matches = indexes[query.Column]!.Search(query.Vector, wanted, query.Filter is null ? null : place => accepts(rows[place]));
        bool isCosine = Columns[query.Column].Vector!.Metric == Metric.Cosine;
        return matches.Skip(query.Skip).Select(match => (Copy(match.Index, query.WithVectors), isCosine ? 1 - (double)match.Score : -(double)match.Score)).ToList();
    });

    /// <summary>Calls once with the number of rows and then with every row, its vectors included, while nothing changes.</summary>
    public void ForAll(Action<int> begin, Action<object?[]> use) => Read(() =>
    {
        begin(rows.Count);
        for (int place = 0; place < rows.Count; place++)
            use(Copy(place, withVectors: true));
        return true;
    });

    private object?[] Copy(int place, bool withVectors)
    {
        object?[] row = [.. rows[place]];
        for (int column = 0; withVectors && column < indexes.Length; column++)
        {
            if (indexes[column] is { } index)
                row[column] = index[place].ToArray();
        }
        return row;
    }

    private static VectorIndexOptions With(VectorIndexOptions options, VectorColumn vector) => new()
    {
        // Distances have no codes: those vectors are all compared in single precision.
        Codes = vector.Metric == Metric.Euclidean ? null : options.Codes,
        RescoreFactor = options.RescoreFactor,
        Similarity = vector.Metric switch
        {
            Metric.Cosine => VectorSimilarity.Cosine,
            Metric.DotProduct => VectorSimilarity.DotProduct,
            _ => VectorSimilarity.Euclidean,
        },
    };

    private T Read<T>(Func<T> read)
    {
        access.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            access.ExitReadLock();
        }
    }

    private void Write(Action write)
    {
        access.EnterWriteLock();
        try
        {
            write();
        }
        finally
        {
            access.ExitWriteLock();
        }
    }
}

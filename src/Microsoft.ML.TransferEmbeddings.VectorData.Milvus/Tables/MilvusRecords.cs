using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Requests;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>A collection of Milvus.</summary>
internal sealed class MilvusRecords : RecordTable
{
    /// <summary>Rows that one answer may have, with those that are left out before the first.</summary>
    private const int MostRows = 16_384;

    /// <summary>A quarter of what a server takes in one message, and of what it gives.</summary>
    private const int MostBytes = 16 << 20;

    private const int KeysAtOnce = 1000, FewestCandidates = 100, MostCandidates = 32_768;

    private readonly MilvusClient client;
    private readonly MilvusCollections collections;
    private readonly string name;
    private readonly IReadOnlyList<Column> columns;
    private readonly MilvusFields fields;

    /// <exception cref="NotSupportedException">Milvus has no such collection, for a reason that the message tells.</exception>
    public MilvusRecords(MilvusClient client, string name, IReadOnlyList<Column> columns)
    {
        (this.client, this.name, this.columns) = (client, name, columns);
        collections = new MilvusCollections(client);
        fields = new MilvusFields(columns);
    }

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => collections.ExistsAsync(name, cancellationToken);

    public override Task EnsureExistsAsync(CancellationToken cancellationToken) => collections.EnsureExistsAsync(name, fields, cancellationToken);

    public override Task EnsureDeletedAsync(CancellationToken cancellationToken) => collections.EnsureDeletedAsync(name, cancellationToken);

    /// <summary>In one request, or in several where it would be too large. Milvus has no transactions: what comes first may be done when the next fails.</summary>
    public override async Task UpsertAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        foreach (object?[] row in rows)
            fields.Check(row);
        for (int done = 0; done < rows.Count;)
        {
            int begin = done;
            int written = await PostAsync(
                "entities/upsert",
                writer =>
                {
                    writer.WriteStartArray("data");
                    for (; done < rows.Count && done - begin < MostRows && (done == begin || writer.BytesCommitted + writer.BytesPending < MostBytes); done++)
                        fields.WriteRow(writer, rows[done]);
                    writer.WriteEndArray();
                },
                data => data.GetProperty("upsertCount").GetInt32(),
                cancellationToken).ConfigureAwait(false);
            if (written != done - begin)
                throw new MilvusException($"Milvus has written {written:N0} of {done - begin:N0} records.");
        }
    }

    public override async Task DeleteAsync(IReadOnlyList<object> keys, CancellationToken cancellationToken)
    {
        foreach (object[] some in keys.Chunk(KeysAtOnce))
            await PostAsync("entities/delete", new MilvusExpression(new Filter.In(fields.KeyColumn, some), fields.All).Write, _ => true, cancellationToken).ConfigureAwait(false);
    }

    public override IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, bool withVectors, CancellationToken cancellationToken) =>
        GetAsync(keys, filter: null, withVectors, cancellationToken);

    /// <summary>
    /// Milvus has no order. Where one is asked for, the keys of all rows that match are put in order here, and the rows of the page are fetched by them. Otherwise Milvus
    /// says which rows a page has.
    /// </summary>
    public override async IAsyncEnumerable<object?[]> GetAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Order.Count == 0 && (long)query.Skip + query.Top <= MostRows && query.Top <= RowsAtOnce(query.WithVectors))
        {
            var rows = await QueryAsync(query.Filter, Wanted(query.WithVectors), query.Top, query.Skip, cancellationToken).ConfigureAwait(false);
            foreach (object?[] row in rows.OrderBy(row => row[fields.KeyColumn], ValueOrder.Instance))
                yield return row;
            yield break;
        }
        var keys = new List<object?>();
        foreach (object?[] row in InOrder(await ScanAsync(query, cancellationToken).ConfigureAwait(false), query.Order).Skip(query.Skip).Take(query.Top))
            keys.Add(row[fields.KeyColumn]);
        foreach (object?[] page in keys.Chunk(RowsAtOnce(query.WithVectors)))
        {
            var rows = await GetAsync(page!, query.Filter, query.WithVectors, cancellationToken)
                .ToDictionaryAsync(row => row[fields.KeyColumn]!, cancellationToken: cancellationToken).ConfigureAwait(false);
            // One that was deleted or changed in between is in the page no more.
            foreach (object? key in page)
            {
                if (rows.TryGetValue(key!, out object?[]? row))
                    yield return row;
            }
        }
    }

    public override async IAsyncEnumerable<(object?[] Row, double Distance)> SearchAsync(NearestQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ((long)query.Skip + query.Top > MostRows)
            throw new ArgumentException($"A search for {query.Top:N0} records after {query.Skip:N0} goes beyond the {MostRows:N0} nearest, which are all that Milvus gives. Search for fewer, or narrow the filter.");
        var expression = new MilvusExpression(fields.WithDirection(query.Column, query.Filter), fields.All);
        if (expression.IsNever)
            yield break;
        int[] wanted = Wanted(query.WithVectors);
        var found = await PostAsync(
            "entities/search",
            writer =>
            {
                WriteQuery(writer, query);
                expression.Write(writer);
                WritePage(writer, wanted, query.Top, query.Skip);
            },
            data => data.EnumerateArray().Select(row => (fields.ReadRow(row, wanted), ToDistance(MilvusFields.ReadDistance(row), columns[query.Column].Vector!.Metric))).ToList(),
            cancellationToken).ConfigureAwait(false);
        foreach (var row in found)
            yield return row;
    }

    private async IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, Filter? filter, bool withVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (object[] some in keys.Chunk(RowsAtOnce(withVectors)))
        {
            Filter isOne = new Filter.In(fields.KeyColumn, some);
            var rows = await QueryAsync(filter is null ? isOne : new Filter.And(isOne, filter), Wanted(withVectors), some.Length, offset: 0, cancellationToken).ConfigureAwait(false);
            foreach (object?[] row in rows)
                yield return row;
        }
    }

    /// <summary>
    /// The keys of all rows that match, and what they are ordered by. A range of keys with more rows than an answer has is divided where those that came have their middle,
    /// so that nothing depends on which of them came.
    /// </summary>
    private async Task<List<object?[]>> ScanAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        int[] wanted = [.. query.Order.Select(order => order.Column).Append(fields.KeyColumn).Distinct()];
        var all = new List<object?[]>();
        var ranges = new Stack<Filter?>([query.Filter]);
        while (ranges.TryPop(out var range))
        {
            var rows = await QueryAsync(range, wanted, MostRows, offset: 0, cancellationToken).ConfigureAwait(false);
            if (rows.Count < MostRows)
            {
                all.AddRange(rows);
                continue;
            }
            object middle = rows.Select(row => row[fields.KeyColumn]!).Order(ValueOrder.Instance).ElementAt((rows.Count / 2) - 1)!;
            foreach (var comparison in new[] { Comparison.LessOrEqual, Comparison.Greater })
            {
                var half = new Filter.Compare(fields.KeyColumn, comparison, middle);
                ranges.Push(range is null ? half : new Filter.And(range, half));
            }
        }
        return all;
    }

    private IEnumerable<object?[]> InOrder(List<object?[]> rows, IReadOnlyList<(int Column, bool IsAscending)> order) =>
        order.Append((Column: fields.KeyColumn, IsAscending: true)).Aggregate(
            rows.OrderBy(_ => 0),
            (ordered, item) => item.IsAscending
                ? ordered.ThenBy(row => row[item.Column], ValueOrder.Instance)
                : ordered.ThenByDescending(row => row[item.Column], ValueOrder.Instance));

    private async Task<List<object?[]>> QueryAsync(Filter? filter, int[] wanted, int limit, int offset, CancellationToken cancellationToken)
    {
        var expression = new MilvusExpression(filter, fields.All);
        if (expression.IsNever)
            return [];
        return await PostAsync(
            "entities/query",
            writer =>
            {
                expression.Write(writer);
                WritePage(writer, wanted, limit, offset);
            },
            data => data.EnumerateArray().Select(row => fields.ReadRow(row, wanted)).ToList(),
            cancellationToken).ConfigureAwait(false);
    }

    private Task<T> PostAsync<T>(string path, Action<Utf8JsonWriter> write, Func<JsonElement, T> read, CancellationToken cancellationToken) => client.PostAsync(
        path,
        writer =>
        {
            writer.WriteString("collectionName", name);
            write(writer);
        },
        read,
        cancellationToken);

    /// <summary>Strong: a row that was acknowledged is seen. Servers that don't know it of a query take what the collection was made with, which is the same.</summary>
    private void WritePage(Utf8JsonWriter writer, int[] wanted, int limit, int offset)
    {
        writer.WriteNumber("limit", limit);
        if (offset > 0)
            writer.WriteNumber("offset", offset);
        writer.WriteStartArray("outputFields");
        foreach (int column in wanted)
            writer.WriteStringValue(columns[column].Name);
        writer.WriteEndArray();
        writer.WriteString("consistencyLevel", MilvusCollections.Consistency);
    }

    private void WriteQuery(Utf8JsonWriter writer, NearestQuery query)
    {
        var vectors = columns[query.Column];
        writer.WriteStartArray("data");
        MilvusValue.Write(writer, query.Vector);
        writer.WriteEndArray();
        writer.WriteString("annsField", vectors.Name);
        writer.WriteStartObject("searchParams");
        writer.WriteString("metricType", MilvusSchema.MetricOf(vectors.Vector!.Metric));
        writer.WriteStartObject("params");
        if (vectors.Vector.IndexKind == IndexKind.Hnsw)
            writer.WriteNumber("ef", Math.Clamp(2 * ((long)query.Skip + query.Top), FewestCandidates, MostCandidates));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What Milvus calls a distance is for two of the metrics a similarity, and for the third the square.</summary>
    private static double ToDistance(double answered, Metric metric) => metric switch
    {
        Metric.Cosine => 1 - answered,
        Metric.DotProduct => -answered,
        _ => Math.Sqrt(Math.Max(0, answered)),
    };

    private int[] Wanted(bool withVectors) => [.. Enumerable.Range(0, columns.Count).Where(column => withVectors || columns[column].Vector is null)];

    private int RowsAtOnce(bool withVectors) =>
        withVectors ? Math.Clamp(MostBytes / columns.Sum(column => sizeof(float) * (column.Vector?.Dimensions ?? 0)), 1, KeysAtOnce) : KeysAtOnce;
}

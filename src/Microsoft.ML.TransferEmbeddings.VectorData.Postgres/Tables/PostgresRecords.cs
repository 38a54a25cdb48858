using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Postgres.Tables;

/// <summary>A collection as a table of PostgreSQL.</summary>
internal sealed class PostgresRecords : RecordTable
{
    /// <summary>The server cuts longer names off, and two may become one.</summary>
    private const int LongestName = 63;

    /// <summary>Any number, as long as it is the same in every process: of two who create the same at the same time one waits.</summary>
    private const long CreationLock = 0x54454d42_5645435f;

    /// <summary>Candidates of an HNSW search, of which pgvector takes up to 1,000.</summary>
    private const int FewestCandidates = 100, MostCandidates = 1000;

    private readonly PostgresDatabase database;
    private readonly PostgresDialect dialect;
    private readonly string name;
    private readonly IReadOnlyList<Column> columns;
    private readonly SqlTable sql;
    private readonly int keyColumn;

    /// <exception cref="NotSupportedException">A name is too long, or there is no index of the kind that the record names.</exception>
    public PostgresRecords(PostgresDatabase database, PostgresDialect dialect, string name, IReadOnlyList<Column> columns)
    {
        (this.database, this.dialect, this.name, this.columns) = (database, dialect, name, columns);
        if (columns.Select(column => column.Name).Append(name).FirstOrDefault(text => Encoding.UTF8.GetByteCount(text) > LongestName) is { } tooLong)
            throw new NotSupportedException($"The name '{tooLong}' has more than {LongestName} bytes, and PostgreSQL cuts such names off. Use a shorter one.");
        if (columns.FirstOrDefault(column => column.Vector?.IndexKind is not (null or IndexKind.Flat or IndexKind.Hnsw)) is { } other)
            throw new NotSupportedException($"The vector property '{other.Name}' has the index kind '{other.Vector!.IndexKind}'. Use {IndexKind.Hnsw}, or {IndexKind.Flat} for exact search.");
        sql = new SqlTable(dialect, name, columns);
        keyColumn = columns.Index().First(column => column.Item.Kind == ColumnKind.Key).Index;
    }

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => database.HasTableAsync(name, cancellationToken);

    public override Task EnsureExistsAsync(CancellationToken cancellationToken) => database.WriteAsync(
        [
            new SqlStatement().Append($"SELECT pg_advisory_xact_lock({CreationLock})"),
            new SqlStatement().Append("CREATE EXTENSION IF NOT EXISTS vector"),
            new SqlStatement().Append(sql.Create),
            .. columns.Where(column => column.IsIndexed || column.Vector?.IndexKind == IndexKind.Hnsw).Select(column => new SqlStatement().Append(IndexOf(column))),
        ],
        cancellationToken);

    public override Task EnsureDeletedAsync(CancellationToken cancellationToken) => database.DropAsync(name, cancellationToken);

    /// <summary>In the order of their keys: of two who write the same rows none waits for the other in a circle.</summary>
    public override Task UpsertAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken) =>
        database.WriteAsync(rows.OrderBy(row => row[keyColumn], ValueOrder.Instance).Select(ToUpsert), cancellationToken);

    public override Task DeleteAsync(IReadOnlyList<object> keys, CancellationToken cancellationToken) => database.WriteAsync([sql.Delete(keys)], cancellationToken);

    public override IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, bool withVectors, CancellationToken cancellationToken) =>
        database.ReadAsync(sql.Get(keys, withVectors), [], reader => SqlRow.Read(reader, columns), cancellationToken);

    public override IAsyncEnumerable<object?[]> GetAsync(RecordQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(sql.Get(query), [], reader => SqlRow.Read(reader, columns), cancellationToken);

    public override IAsyncEnumerable<(object?[] Row, double Distance)> SearchAsync(NearestQuery query, CancellationToken cancellationToken)
    {
        long candidates = Math.Clamp(2 * ((long)query.Skip + query.Top), FewestCandidates, MostCandidates);
        // Iterative scans go on until there are enough rows that the filter lets through.
        string[] settings = columns[query.Column].Vector!.IndexKind == IndexKind.Hnsw
            ? [$"SET LOCAL hnsw.ef_search = {candidates}", "SET LOCAL hnsw.iterative_scan = strict_order"]
            : [];
        return database.ReadAsync(sql.Search(query), settings, reader => (SqlRow.Read(reader, columns), reader.GetDouble(columns.Count)), cancellationToken);
    }

    private SqlStatement ToUpsert(object?[] row)
    {
        var statement = new SqlStatement().Append(sql.UpsertRow);
        foreach (object? value in row)
            statement.Parameter(value);
        return statement;
    }

    private string IndexOf(Column column)
    {
        string method = column.Vector is null ? PostgresDialect.MethodOf(column.Type) : "hnsw";
        // A name of its own length, whatever the table's and the column's are.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\0{column.Name}\0{method}")))[..16];
        string operators = column.Vector is { } vector ? $" {dialect.OperatorsOf(vector.Metric)}" : "";
        return $"CREATE INDEX IF NOT EXISTS {SqlDialect.Quote($"vectordata_{hash}")} ON {dialect.Table(name)} USING {method} ({SqlDialect.Quote(column.Name)}{operators})";
    }
}

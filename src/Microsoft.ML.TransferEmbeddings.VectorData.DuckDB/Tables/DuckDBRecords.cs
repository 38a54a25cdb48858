using DuckDB.NET.Data;
using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.DuckDB.Tables;

/// <summary>A collection as a table of DuckDB. Calls end when they return: the database runs on the caller's thread.</summary>
internal sealed class DuckDBRecords(DuckDBDatabase database, string name, IReadOnlyList<Column> columns) : RecordTable
{
    private const string Staged = "rows of an upsert";

    private readonly SqlTable sql = new(new DuckDBDialect(), name, columns);

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(database.HasTable(name));

    public override Task EnsureExistsAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(connection => DuckDBDatabase.Execute(connection, sql.Create), cancellationToken);

    public override Task EnsureDeletedAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(connection => DuckDBDatabase.Execute(connection, sql.Drop), cancellationToken);

    /// <summary>By way of a table in memory, which is filled many times faster than by parameters.</summary>
    public override Task UpsertAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            DuckDBDatabase.Execute(connection, sql.Stage(Staged));
            using (var appender = connection.CreateAppender(Staged))
            {
                foreach (object?[] row in rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    DuckDBRow.Append(appender, row);
                }
            }
            DuckDBDatabase.Execute(connection, sql.UpsertStaged(Staged));
            DuckDBDatabase.Execute(connection, $"DROP TABLE {SqlDialect.Quote(Staged)}");
        },
        cancellationToken);

    public override Task DeleteAsync(IReadOnlyList<object> keys, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => DuckDBDatabase.Execute(connection, sql.Delete(keys)), cancellationToken);

    public override IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, bool withVectors, CancellationToken cancellationToken) =>
        ReadAsync(() => sql.Get(keys, withVectors), reader => SqlRow.Read(reader, columns));

    public override IAsyncEnumerable<object?[]> GetAsync(RecordQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => sql.Get(query), reader => SqlRow.Read(reader, columns));

    public override IAsyncEnumerable<(object?[] Row, double Distance)> SearchAsync(NearestQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => sql.Search(query), reader => (SqlRow.Read(reader, columns), Convert.ToDouble(reader.GetValue(columns.Count), provider: null)));

    private async IAsyncEnumerable<T> ReadAsync<T>(Func<SqlStatement> statement, Func<DuckDBDataReader, T> read)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var row in database.Read(statement(), read))
            yield return row;
    }
}

using DuckDB.NET.Data;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.DuckDB.Tables;

/// <summary>
/// A database that is open as long as this. Every call has a connection of its own; those that write wait for each other, because of two that change one row at the same
/// time DuckDB refuses one. Thread-safe.
/// </summary>
internal sealed class DuckDBDatabase : IDisposable
{
    private const string TablesOfSchema = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = current_schema()";

    private readonly DuckDBConnection first;
    private readonly string? path;
    private readonly SemaphoreSlim writing = new(1, 1);
    private volatile bool isDisposed;

    /// <param name="path">Null for one in memory.</param>
    public DuckDBDatabase(string? path)
    {
        this.path = path;
        first = path is null ? new DuckDBConnection(DuckDBConnectionStringBuilder.InMemoryConnectionString) : new DuckDBConnection(ConnectionString(path));
        first.Open();
    }

    public async IAsyncEnumerable<string> TablesAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string name in Read(new SqlStatement().Append($"{TablesOfSchema} ORDER BY table_name"), reader => reader.GetString(0)))
            yield return name;
    }

    /// <summary>Names differ by more than upper and lower case.</summary>
    public bool HasTable(string name)
    {
        var statement = new SqlStatement();
        string parameter = statement.Parameter(name);
        return Read(statement.Append($"{TablesOfSchema} AND lower(table_name) = lower({parameter})"), reader => reader.GetString(0)).Count > 0;
    }

    /// <summary>In one transaction.</summary>
    public async Task WriteAsync(Action<DuckDBConnection> write, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var connection = Connect();
            using var transaction = connection.BeginTransaction();
            write(connection);
            transaction.Commit();
        }
        finally
        {
            writing.Release();
        }
    }

    public IReadOnlyList<T> Read<T>(SqlStatement statement, Func<DuckDBDataReader, T> read)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        using var reader = Prepare(command, statement).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public static void Execute(DuckDBConnection connection, SqlStatement statement)
    {
        using var command = connection.CreateCommand();
        Prepare(command, statement).ExecuteNonQuery();
    }

    public static void Execute(DuckDBConnection connection, string text) => Execute(connection, new SqlStatement().Append(text));

    public void Dispose()
    {
        isDisposed = true;
        first.Dispose();
    }

    private static DuckDBCommand Prepare(DuckDBCommand command, SqlStatement statement)
    {
        command.CommandText = statement.Text;
        foreach (object? value in statement.Parameters)
            command.Parameters.Add(new DuckDBParameter { Value = value });
        return command;
    }

    private DuckDBConnection Connect()
    {
        if (isDisposed)
            throw new ObjectDisposedException("DuckDBVectorStore");
        var connection = path is null ? first.Duplicate() : new DuckDBConnection(ConnectionString(path));
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ConnectionString(string path) => new DuckDBConnectionStringBuilder { DataSource = path }.ConnectionString;
}

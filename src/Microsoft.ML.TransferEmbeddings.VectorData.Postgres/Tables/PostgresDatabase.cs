using System.Runtime.CompilerServices;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;
using Npgsql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Postgres.Tables;

/// <summary>A database and the schema in which a store has its tables. Thread-safe.</summary>
/// <param name="source">Of connections.</param>
/// <param name="isOwner">Whether the source goes with this.</param>
/// <param name="schema">Of the tables.</param>
internal sealed class PostgresDatabase(NpgsqlDataSource source, bool isOwner, string schema) : IDisposable
{
    private const string TablesOfSchema = "SELECT tablename FROM pg_tables WHERE schemaname = $1";

    private volatile bool isDisposed;

    public NpgsqlDataSource Source => source;

    public IAsyncEnumerable<string> TablesAsync(CancellationToken cancellationToken)
    {
        var statement = new SqlStatement().Append($"{TablesOfSchema} ORDER BY tablename COLLATE \"C\"");
        statement.Parameter(schema);
        return ReadAsync(statement, [], reader => reader.GetString(0), cancellationToken);
    }

    public async Task<bool> HasTableAsync(string name, CancellationToken cancellationToken)
    {
        var statement = new SqlStatement().Append($"{TablesOfSchema} AND tablename = $2");
        statement.Parameter(schema);
        statement.Parameter(name);
        return await ReadAsync(statement, [], reader => true, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task DropAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync([new SqlStatement().Append($"DROP TABLE IF EXISTS {SqlDialect.Quote(schema)}.{SqlDialect.Quote(name)}")], cancellationToken);

    /// <summary>In one transaction.</summary>
    public async Task WriteAsync(IEnumerable<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        foreach (var some in statements.Chunk(1000))
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var statement in some)
                batch.BatchCommands.Add(ToCommand(statement));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <param name="statement">Whose rows are read.</param>
    /// <param name="settings">Statements that hold for this one alone.</param>
    /// <param name="read">Of a row.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        SqlStatement statement, IReadOnlyList<string> settings, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = settings.Count == 0 ? null : await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (string setting in settings)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(setting));
        batch.BatchCommands.Add(ToCommand(statement));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return read(reader);
    }

    public void Dispose()
    {
        isDisposed = true;
        if (isOwner)
            source.Dispose();
    }

    private ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (isDisposed)
            throw new ObjectDisposedException("PostgresVectorStore");
        return source.OpenConnectionAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand ToCommand(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (object? value in statement.Parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The server that build/postgres.sh starts.</summary>
internal static class PostgresServer
{
    private const string Variable = "TRANSFER_EMBEDDINGS_POSTGRES";

    /// <summary>Its connection string; where there is none, the running test is skipped.</summary>
    public static string Find()
    {
        string? connectionString = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(connectionString), $"needs PostgreSQL with pgvector: the environment has no {Variable} (build/postgres.sh start prints one)");
        return connectionString!;
    }
}

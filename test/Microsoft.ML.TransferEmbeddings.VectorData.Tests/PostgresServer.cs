namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The server that build/postgres.sh starts.</summary>
internal static class PostgresServer
{
    private const string Variable = "TRANSFER_EMBEDDINGS_POSTGRES";

    public static bool IsThere => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Its connection string; where there is none, the running test is skipped.</summary>
    public static string Find()
    {
        string? connectionString = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(IsThere, $"needs PostgreSQL with pgvector: the environment has no {Variable} (build/postgres.sh start prints one)");
        return connectionString!;
    }
}

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>What the server says no to.</summary>
internal sealed class Refusal(int code, string message) : Exception(message)
{
    public const int CollectionNotFound = 100, CollectionNotLoaded = 101, DatabaseNotFound = 800, Invalid = 1100, Unauthenticated = 1800;

    /// <summary>A request that the API doesn't describe.</summary>
    public Refusal(string message)
        : this(Invalid, message)
    {
    }

    public int Code => code;
}

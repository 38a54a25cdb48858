namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Requests;

/// <summary>What Milvus said in place of an answer, or why there is none; callers get it in the abstractions' own exception.</summary>
/// <param name="message">For the caller.</param>
/// <param name="code">Milvus' own; null where it gave none.</param>
/// <param name="inner">What caused it; null for nothing.</param>
internal sealed class MilvusException(string message, int? code = null, Exception? inner = null) : Exception(message, inner)
{
    public const int RateLimitExceeded = 8, CollectionNotFound = 100;

    public int? Code => code;
}

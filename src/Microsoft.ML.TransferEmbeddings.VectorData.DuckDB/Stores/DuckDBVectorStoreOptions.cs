using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a <see cref="DuckDBVectorStore"/>. Immutable; as thread-safe as its generator.</summary>
public sealed class DuckDBVectorStoreOptions
{
    /// <summary>
    /// Generator that makes the vectors of properties which are texts or other values, and of queries; null, the default, for none but those that records' definitions
    /// name. It stays the caller's.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; init; }
}

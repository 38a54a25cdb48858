using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a <see cref="PostgresVectorStore"/>. Immutable; as thread-safe as its generator.</summary>
public sealed class PostgresVectorStoreOptions
{
    private readonly string schema = "public";

    /// <summary>
    /// Generator that makes the vectors of properties which are texts or other values, and of queries; null, the default, for none but those that records' definitions
    /// name. It stays the caller's.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; init; }

    /// <summary>Name of the schema that has the tables; default "public". It must exist.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string Schema
    {
        get => schema;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Schema));
            schema = value;
        }
    }

    /// <summary>
    /// Whether collections that are created keep vectors in 16 bits per dimension (pgvector's halfvec): half the size, a relative error of at most 0.05 %, and indexes of up
    /// to 4,000 dimensions rather than 2,000. Default false. A collection that exists must be opened with the value with which it was created.
    /// </summary>
    public bool HalfPrecision { get; init; }
}

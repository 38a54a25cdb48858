using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a <see cref="MilvusVectorStore"/>. Immutable; as thread-safe as its generator.</summary>
public sealed class MilvusVectorStoreOptions
{
    private readonly string? token;
    private readonly string? database;

    /// <summary>
    /// Generator that makes the vectors of properties which are texts or other values, and of queries; null, the default, for none but those that records' definitions
    /// name. It stays the caller's.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; init; }

    /// <summary>
    /// Token of each request: a user and a password, <c>user:password</c>, or an API key. Null, the default, for a server that asks for none. Over http, others on the way
    /// may read it.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty, or has a line break or another control character.</exception>
    public string? Token
    {
        get => token;
        init
        {
            if (value is not null && (string.IsNullOrWhiteSpace(value) || value.Any(char.IsControl)))
                throw new ArgumentException("A token is a text of one line, user:password or an API key.", nameof(Token));
            token = value;
        }
    }

    /// <summary>Name of the database that has the collections; null, the default, for the one that is there from the beginning. It must exist.</summary>
    /// <exception cref="ArgumentException">The value is not a name of letters A to Z, digits and underscores.</exception>
    public string? Database
    {
        get => database;
        init
        {
            if (value is not null && !MilvusFields.Name.IsMatch(value))
                throw new ArgumentException($"'{value}' can't be a database of Milvus. Names are of letters A to Z, digits and underscores.", nameof(Database));
            database = value;
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedKeys(TransformsCatalog, string, EmbedKeysOptions)"/>. Immutable.</summary>
public sealed class EmbedKeysOptions : EmbeddingStageOptions
{
    private readonly KeyedVectors vectors;

    /// <summary>The vectors of the keys' names.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required KeyedVectors Vectors
    {
        get => vectors;
        [MemberNotNull(nameof(vectors))]
        init => vectors = value ?? throw new ArgumentNullException(nameof(Vectors));
    }

    /// <summary>
    /// What is tried for a key without a vector of exactly its name, and what it gets if nothing is found. Null, the default, for the lookup of
    /// <see cref="Vectors"/>: for <see cref="WordVectors"/> theirs, otherwise zeros.
    /// </summary>
    public WordLookup? Lookup { get; init; }

    internal KeyedVectors LookedUpVectors => Lookup is { } lookup ? Vectors.LookedUpBy(lookup) : Vectors;
}

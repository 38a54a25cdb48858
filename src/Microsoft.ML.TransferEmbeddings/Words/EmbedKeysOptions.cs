using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedKeys(TransformsCatalog, string, EmbedKeysOptions)"/>. Immutable.</summary>
public sealed class EmbedKeysOptions : EmbeddingStageOptions
{
    private readonly KeyedVectors vectors;

    /// <summary>Vectors of the keys' names.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required KeyedVectors Vectors
    {
        get => vectors;
        [MemberNotNull(nameof(vectors))]
        init => vectors = value ?? throw new ArgumentNullException(nameof(Vectors));
    }

    /// <summary>
    /// Lookup for keys whose exact name has no vector; null, the default, for that of <see cref="WordVectors"/>, or zeros for other <see cref="KeyedVectors"/>.
    /// </summary>
    public WordLookup? Lookup { get; init; }

    internal KeyedVectors LookedUpVectors => Lookup is { } lookup ? Vectors.LookedUpBy(lookup) : Vectors;
}

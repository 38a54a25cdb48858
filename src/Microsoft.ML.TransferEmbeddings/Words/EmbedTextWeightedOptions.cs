using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of <see cref="TransferEmbeddingsCatalog.EmbedTextWeighted(TransformsCatalog.TextTransforms, string, EmbedTextWeightedOptions)"/>. Immutable.
/// </summary>
public sealed class EmbedTextWeightedOptions : EmbeddingStageOptions
{
    private readonly WordVectors vectors;
    private readonly WordWeightingOptions weighting = new();

    /// <summary>Vectors of the words.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required WordVectors Vectors
    {
        get => vectors;
        [MemberNotNull(nameof(vectors))]
        init => vectors = value ?? throw new ArgumentNullException(nameof(Vectors));
    }

    /// <summary>Settings of the splitting of texts and the weighting of words; default <c>new WordWeightingOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public WordWeightingOptions Weighting
    {
        get => weighting;
        init => weighting = value ?? throw new ArgumentNullException(nameof(Weighting));
    }
}

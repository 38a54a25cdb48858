using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of <see cref="TransferEmbeddingsCatalog.FeaturizeTextWithEmbedding(TransformsCatalog.TextTransforms, string, HybridTextOptions)"/>. Immutable.
/// </summary>
public sealed class HybridTextOptions
{
    private readonly TextFeaturizingEstimator.Options? nGrams;
    private readonly float? nGramWeight;
    private readonly ModelStorage storage;

    /// <summary>Name of the text column; null, the default, for the name of the output column.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>The encoder, which stays the caller's; null, the default, for <see cref="TextEmbeddingModel.Default"/>.</summary>
    public TextEmbeddingModel? Model { get; init; }

    /// <summary>Settings of the n-grams; null, the default, for those of ML.NET's <c>FeaturizeText</c>.</summary>
    /// <exception cref="ArgumentException">The settings have neither n-grams of words nor of characters.</exception>
    public TextFeaturizingEstimator.Options? NGrams
    {
        get => nGrams;
        init => nGrams = value is { WordFeatureExtractor: null, CharFeatureExtractor: null }
            ? throw new ArgumentException("NGrams takes neither words nor characters. Set WordFeatureExtractor or CharFeatureExtractor, or use EmbedText alone.", nameof(NGrams))
            : value;
    }

    /// <summary>
    /// Length (L2) of the n-grams' part of the vector, relative to the embedding's length of 1; positive and finite. Null, the default, for min(1, (rows / 512)^¼) with
    /// the number of rows that the stage is fitted on, because with few labels n-grams are mostly noise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float? NGramWeight
    {
        get => nGramWeight;
        init => nGramWeight = value is null or (> 0 and < float.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(NGramWeight), value, "NGramWeight must be positive and finite. For no n-grams at all use EmbedText.");
    }

    /// <summary>Whether a model zip contains the encoder's files or a reference to them; default <see cref="ModelStorage.Embedded"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelStorage Storage
    {
        get => storage;
        init => storage = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Storage), value, "Storage must be Embedded or Reference.");
    }

    /// <summary>Batch sizes and threads of the encoder; null, the default, for those of the context (<see cref="EmbeddingContextOptions.Execution"/>).</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }
}

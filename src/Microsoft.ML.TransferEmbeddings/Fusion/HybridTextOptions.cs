using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.FeaturizeTextWithEmbedding(TransformsCatalog.TextTransforms, string, HybridTextOptions)"/>.</summary>
public sealed class HybridTextOptions
{
    private readonly TextFeaturizingEstimator.Options? nGrams;
    private readonly float? nGramWeight;
    private readonly ModelStorage storage;

    /// <summary>The text column; null, the default, for the one of the output's name.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>The encoder; null, the default, for the one inside this package.</summary>
    public TextEmbeddingModel? Model { get; init; }

    /// <summary>Which n-grams are taken; null, the default, for those of ML.NET's <c>FeaturizeText</c>.</summary>
    /// <exception cref="ArgumentException">The value takes neither words nor characters.</exception>
    public TextFeaturizingEstimator.Options? NGrams
    {
        get => nGrams;
        init => nGrams = value is { WordFeatureExtractor: null, CharFeatureExtractor: null }
            ? throw new ArgumentException("NGrams takes neither words nor characters. Set WordFeatureExtractor or CharFeatureExtractor, or use EmbedText alone.", nameof(NGrams))
            : value;
    }

    /// <summary>
    /// The length that the part of the n-grams gets, where the embedding has length 1; positive and finite. Null, the default: it follows the number of rows that the
    /// stage is fitted on, (rows / 512)^¼ and at most 1, since from few labels a trainer learns little about n-grams but noise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float? NGramWeight
    {
        get => nGramWeight;
        init => nGramWeight = value is null or (> 0 and < float.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(NGramWeight), value, "NGramWeight must be positive and finite. For no n-grams at all use EmbedText.");
    }

    /// <summary>Whether a model zip holds the encoder's bytes or its name; <see cref="ModelStorage.Embedded"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelStorage Storage
    {
        get => storage;
        init => storage = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Storage), value, "Storage must be Embedded or Reference.");
    }

    /// <summary>Sizes and threads of the encoder; null, the default, for those of the context (<see cref="EmbeddingContextOptions.Execution"/>).</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }
}

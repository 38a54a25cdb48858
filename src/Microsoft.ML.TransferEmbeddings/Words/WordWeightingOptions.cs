namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Settings by which words' vectors are combined to that of a text with smooth inverse frequency weighting. The pooling is the mean. All of them change vectors and are
/// saved in the model zip. Immutable.
/// </summary>
public sealed class WordWeightingOptions
{
    private readonly WordTokenization tokenization = WordTokenization.Words;
    private readonly float smoothing = 1e-3f;

    /// <summary>Number a in the weight a / (a + frequency); default 0.001, as its authors chose; positive and finite. A smaller number gives rare words more weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float Smoothing
    {
        get => smoothing;
        init => smoothing = value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Smoothing), value, $"{nameof(Smoothing)} must be positive and finite, such as 0.001.");
    }

    /// <summary>Splitting of a text into words; default <see cref="WordTokenization.Words"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public WordTokenization Tokenization
    {
        get => tokenization;
        init => tokenization = value ?? throw new ArgumentNullException(nameof(Tokenization));
    }

    /// <summary>Whether a text's vector is divided by its length (L2); default false.</summary>
    public bool Normalize { get; init; }
}

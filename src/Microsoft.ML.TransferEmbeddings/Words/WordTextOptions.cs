namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How the vectors of words become that of a text. All of it changes vectors, so all of it is saved in the model zip. Immutable.</summary>
public sealed class WordTextOptions
{
    private readonly TextPooling pooling = TextPooling.Mean;
    private readonly WordTokenization tokenization = WordTokenization.Words;

    /// <summary>
    /// Mean, the default, Max or Min, or several of them side by side: <see cref="TextPooling.MinMeanMax"/> is what ML.NET's <c>ApplyWordEmbedding</c> gives. A
    /// text without any known word has zeros.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The pooling has another part.</exception>
    public TextPooling Pooling
    {
        get => pooling;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            pooling = value.Modes.All(mode => mode is "mean" or "max" or "min")
                ? value
                : throw new ArgumentException($"The pooling '{value}' is not one for words. Combine {TextPooling.Mean}, {TextPooling.Max} and {TextPooling.Min}.", nameof(Pooling));
        }
    }

    /// <summary>How a text is split into words; default <see cref="WordTokenization.Words"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public WordTokenization Tokenization
    {
        get => tokenization;
        init => tokenization = value ?? throw new ArgumentNullException(nameof(Tokenization));
    }

    /// <summary>Whether a text's vector is divided by its length (L2); false by default.</summary>
    public bool Normalize { get; init; }
}

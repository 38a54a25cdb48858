using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings by which words' vectors are combined to that of a text. All of them change vectors and are saved in the model zip. Immutable.</summary>
public sealed class WordTextOptions
{
    private readonly TextPooling pooling = TextPooling.Mean;
    private readonly WordTokenization tokenization = WordTokenization.Words;

    /// <summary>
    /// Pooling of the words' vectors: Mean, Max, Min or several of them side by side; default <see cref="TextPooling.Mean"/>. ML.NET's <c>ApplyWordEmbedding</c> has
    /// <see cref="TextPooling.MinMeanMax"/>. A text without a known word has a vector of zeros.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The pooling has a part other than Mean, Max and Min.</exception>
    public TextPooling Pooling
    {
        get => pooling;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            pooling = WordPooling.Checked(value, nameof(Pooling));
        }
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

using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>What, besides the table, makes the vectors of a text from those of its words. Saved in the model zip.</summary>
/// <param name="Table">What the table's bytes are.</param>
/// <param name="Pooling">How vectors become one.</param>
/// <param name="Tokenization">How a text is split.</param>
/// <param name="Lookup">What is tried for a word.</param>
/// <param name="Normalize">Whether the vector is divided by its length.</param>
/// <param name="Smoothing">The number a of weights a / (a + p); null where words have no weights.</param>
/// <param name="Prompt">What stands before every text; empty for nothing.</param>
internal sealed record WordTextSettings(
    WordTableSettings Table,
    TextPooling Pooling,
    WordTokenization Tokenization,
    WordLookup Lookup,
    bool Normalize,
    float? Smoothing = null,
    string Prompt = "")
{
    public TextPooling Pooling { get; } = WordPooling.Checked(Pooling, nameof(Pooling));

    public float? Smoothing { get; } = Smoothing is { } value ? (float)OptionRange.Positive(value, nameof(Smoothing)) : null;
}

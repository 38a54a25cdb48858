using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>A thread's buffers for the text at hand. What a large text made large is not kept.</summary>
internal sealed class TokenizerScratch
{
    /// <summary>
    /// The rule for all buffers of a thread, these and those of <see cref="TextScratch"/>: used again from text to text, and given back after a text
    /// that made them larger than this.
    /// </summary>
    public const int MaxBytes = 1 << 20;

    [ThreadStatic]
    private static TokenizerScratch? current;

    private UnigramStep[] path = new UnigramStep[256];

    public static TokenizerScratch Current => current ??= new TokenizerScratch();

    /// <summary>Bytes that this thread keeps now.</summary>
    public static long KeptBytes => current?.Bytes ?? 0;

    /// <summary>The text on its way through the normalizers, and the buffer that it changes places with.</summary>
    public NormalizedText Text = new(), Spare = new();

    public PreTokenizedText Words { get; } = new();

    public TokenBuffer Tokens { get; } = new();

    /// <summary>The matches of a pattern in the text, for the normalizer at work.</summary>
    public List<(int Start, int End)> Matches { get; } = [];

    public RegexMatcher Regex { get; } = new();

    public NormalizationBuffer Normalization { get; } = new();

    /// <summary>The symbols of the word at hand.</summary>
    public BpeWord Symbols { get; } = new();

    private long Bytes =>
        Text.Bytes + Spare.Bytes + Words.Bytes + Tokens.Bytes + Regex.Bytes + Normalization.Bytes + Symbols.Bytes
        + (sizeof(int) + sizeof(int)) * (long)Matches.Capacity + UnigramStep.Size * (long)path.Length;

    /// <summary>The steps through the word at hand, that many at least.</summary>
    public UnigramStep[] Path(int count)
    {
        if (path.Length < count)
            path = new UnigramStep[2 * count];
        return path;
    }

    /// <summary>Says that the text is done: gives the buffers back if it made them large.</summary>
    public static void Release()
    {
        if (KeptBytes > MaxBytes)
            current = null;
    }
}

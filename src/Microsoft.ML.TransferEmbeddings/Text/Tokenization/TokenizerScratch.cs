namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>A thread's buffers for the text at hand.</summary>
internal sealed class TokenizerScratch
{
    [ThreadStatic]
    private static TokenizerScratch? current;

    public static TokenizerScratch Current => current ??= new TokenizerScratch();

    /// <summary>The text on its way through the normalizers, and the buffer that it changes places with.</summary>
    public NormalizedText Text = new(), Spare = new();

    public PreTokenizedText Words { get; } = new();

    public TokenBuffer Tokens { get; } = new();
}

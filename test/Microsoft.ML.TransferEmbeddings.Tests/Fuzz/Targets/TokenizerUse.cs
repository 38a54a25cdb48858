namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>What is done with a tokenizer that could be read.</summary>
internal static class TokenizerUse
{
    private const string Text = "Rowing  the T\u00ebxt [MASK]\n\u4e2d 12 \ud83d\ude00 abcab xyz";

    /// <summary>What a file asks for may turn out to be impossible with a text only: a vocabulary without an unknown token may spell all.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="named">What an error names, if not a component of the tokenizer.</param>
    public static void Encode(HuggingFaceTokenizer tokenizer, string named)
    {
        try
        {
            _ = tokenizer.Encode(Text, Text).Overflowing.Count;
            _ = tokenizer.CountTokens(Text);
        }
        catch (InvalidOperationException e) when (e.Message.Contains(named) || e.Message.EndsWith("Use the tokenizer files that came with the model.", StringComparison.Ordinal))
        {
        }
    }
}

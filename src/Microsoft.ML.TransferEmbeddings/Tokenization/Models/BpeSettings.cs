namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>Settings of tokenizer.json's <c>BPE</c>.</summary>
/// <param name="UnknownToken">Token for an unknown character; null: such a character is left out.</param>
/// <param name="ContinuingPrefix">Begins pieces inside a word.</param>
/// <param name="EndSuffix">Ends the last piece of a word.</param>
/// <param name="FuseUnknown">Whether adjacent unknown characters are one token.</param>
/// <param name="ByteFallback">Whether an unknown character becomes its bytes.</param>
/// <param name="IgnoreMerges">Whether a word of the vocabulary is one token even if no merges lead to it.</param>
internal sealed record BpeSettings(
    string? UnknownToken, string ContinuingPrefix = "", string EndSuffix = "", bool FuseUnknown = false, bool ByteFallback = false, bool IgnoreMerges = false)
{
    /// <summary>Maximum UTF-16 units of prefix and suffix together.</summary>
    public const int MaxDecoration = 64;
}

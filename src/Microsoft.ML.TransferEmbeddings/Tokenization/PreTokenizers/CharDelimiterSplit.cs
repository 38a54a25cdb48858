namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>CharDelimiterSplit</c>: cuts at one character and drops it.</summary>
internal sealed class CharDelimiterSplit(int delimiter) : CodePointSplit(SplitBehavior.Removed)
{
    protected override bool IsDelimiter(int codePoint) => codePoint == delimiter;
}

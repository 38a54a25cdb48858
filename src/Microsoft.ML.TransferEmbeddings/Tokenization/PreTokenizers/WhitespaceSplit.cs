using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>WhitespaceSplit</c>: cuts at white space and drops it.</summary>
internal sealed class WhitespaceSplit() : CodePointSplit(SplitBehavior.Removed)
{
    protected override bool IsDelimiter(int codePoint) => CharacterClasses.IsRustWhiteSpace(codePoint);
}

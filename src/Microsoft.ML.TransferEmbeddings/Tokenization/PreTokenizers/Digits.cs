using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Digits</c>: cuts numeric characters off, fractions and Roman numerals too, one by one or in groups.</summary>
internal sealed class Digits(bool individually) : CodePointSplit(individually ? SplitBehavior.Isolated : SplitBehavior.Contiguous)
{
    protected override bool IsDelimiter(int codePoint) => CharacterClasses.IsNumeric(codePoint);
}

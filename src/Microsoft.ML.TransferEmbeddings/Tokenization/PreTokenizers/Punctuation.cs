using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Punctuation</c>: cuts at ASCII symbols and at punctuation as BERT knows it.</summary>
internal sealed class Punctuation(SplitBehavior behavior) : CodePointSplit(behavior)
{
    protected override bool IsDelimiter(int codePoint) => (BertCharacters.ClassOf(codePoint) & BertCharacter.Punctuation) != 0;
}

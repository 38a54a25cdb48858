using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Lowercase</c>: every code point by itself, so that a final sigma is a sigma like any other.</summary>
internal sealed class Lowercase : CodePointNormalizer
{
    protected override bool IsChanged(int codePoint) => (BertCharacters.ClassOf(codePoint) & BertCharacter.Lower) != 0;

    protected override ReadOnlySpan<char> Map(int codePoint) => BertCharacters.ToLower(codePoint);
}

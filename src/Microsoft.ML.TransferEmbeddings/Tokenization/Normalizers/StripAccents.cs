using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>StripAccents</c>: removes marks of every kind and decomposes nothing.</summary>
internal sealed class StripAccents : CodePointNormalizer
{
    protected override bool IsChanged(int codePoint) => codePoint >= 0x80 && CharacterClasses.IsStripAccentsMark(codePoint);

    protected override ReadOnlySpan<char> Map(int codePoint) => [];
}

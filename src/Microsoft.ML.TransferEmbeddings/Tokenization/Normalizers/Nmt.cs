namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Nmt</c>: removes control characters and replaces separators by spaces.</summary>
internal sealed class Nmt : CodePointNormalizer
{
    protected override bool IsChanged(int codePoint) => IsRemoved(codePoint) || IsSpace(codePoint);

    protected override ReadOnlySpan<char> Map(int codePoint) => IsRemoved(codePoint) ? [] : " ";

    private static bool IsRemoved(int codePoint) =>
        codePoint is (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F;

    private static bool IsSpace(int codePoint) =>
        codePoint is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD;
}

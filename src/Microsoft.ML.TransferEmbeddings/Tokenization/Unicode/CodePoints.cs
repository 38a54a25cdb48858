using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Reads UTF-16 by code points; a lone surrogate counts as U+FFFD.</summary>
internal static class CodePoints
{
    public const int Replacement = 0xFFFD;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int CodePoint, int Length) Decode(ReadOnlySpan<char> text, int index)
    {
        char c = text[index];
        return char.IsSurrogate(c) ? DecodeSurrogate(text, index) : (c, 1);
    }

    /// <summary>The length of the code point that ends at <paramref name="end"/>.</summary>
    public static int LengthBefore(ReadOnlySpan<char> text, int end) =>
        end > 1 && char.IsLowSurrogate(text[end - 1]) && char.IsHighSurrogate(text[end - 2]) ? 2 : 1;

    private static (int CodePoint, int Length) DecodeSurrogate(ReadOnlySpan<char> text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1])
            ? (char.ConvertToUtf32(text[index], text[index + 1]), 2)
            : (Replacement, 1);
}

using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>GPT-2's alphabet: one visible character for every byte. Printable bytes are themselves; the others follow from U+0100 on.</summary>
internal static class ByteCharacters
{
    /// <summary>The character for a space.</summary>
    public const char Space = '\u0120';

    private const int AsciiCount = 128;

    private static readonly char[] Characters = CreateCharacters();

    /// <summary>Appends a stretch of a text, byte by byte. A lone surrogate counts as U+FFFD.</summary>
    public static void Append(NormalizedText input, int start, int end, NormalizedText output)
    {
        if (!output.TracksOrigins)
        {
            Append(input.Chars[start..end], output);
            return;
        }
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> characters = stackalloc char[4];
        for (int i = start; i < end;)
        {
            Rune.DecodeFromUtf16(input.Chars[i..end], out var rune, out int length);
            int count = rune.EncodeToUtf8(utf8);
            for (int b = 0; b < count; b++)
                characters[b] = Characters[utf8[b]];
            output.Append(characters[..count], input, i, i + length);
            i += length;
        }
    }

    private static void Append(ReadOnlySpan<char> text, NormalizedText output)
    {
        const int maxBytesPerUnit = 3;
        var room = output.Reserve(text.Length * maxBytesPerUnit);
        Span<byte> utf8 = stackalloc byte[4];
        int written = 0;
        for (int i = 0; i < text.Length;)
        {
            if (text[i] < AsciiCount)
            {
                room[written++] = Characters[text[i++]];
                continue;
            }
            Rune.DecodeFromUtf16(text[i..], out var rune, out int length);
            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
                room[written++] = Characters[b];
            i += length;
        }
        output.Advance(written);
    }

    private static char[] CreateCharacters()
    {
        var characters = new char[256];
        char next = '\u0100';
        for (int b = 0; b < characters.Length; b++)
            characters[b] = b is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : next++;
        return characters;
    }
}

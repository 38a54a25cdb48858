using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>tokenizer.json's <c>BertPreTokenizer</c>: words end at white space, and every punctuation mark is a word of its own.</summary>
internal static class BertPreTokenizer
{
    private const int AsciiCount = 128;

    private static readonly BertCharacter[] Ascii = [.. Enumerable.Range(0, AsciiCount).Select(BertCharacters.ClassOf)];

    /// <summary>Takes the next word off <paramref name="rest"/>.</summary>
    /// <returns>False where no word is left.</returns>
    public static bool TryTakeWord(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        int start = 0;
        while (start < rest.Length)
        {
            var kind = ClassAt(rest, start, out int length);
            if ((kind & BertCharacter.WhiteSpace) == 0)
            {
                int end = start + length;
                if ((kind & BertCharacter.Punctuation) == 0)
                    end = FindEnd(rest, end);
                word = rest[start..end];
                rest = rest[end..];
                return true;
            }
            start += length;
        }
        word = rest = default;
        return false;
    }

    private static int FindEnd(ReadOnlySpan<char> text, int end)
    {
        while (end < text.Length && (ClassAt(text, end, out int length) & (BertCharacter.WhiteSpace | BertCharacter.Punctuation)) == 0)
            end += length;
        return end;
    }

    private static BertCharacter ClassAt(ReadOnlySpan<char> text, int index, out int length)
    {
        char c = text[index];
        if (c < AsciiCount)
        {
            length = 1;
            return Ascii[c];
        }
        Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return BertCharacters.ClassOf(rune.Value);
    }
}

using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>BertPreTokenizer</c>: words end at white space, and every punctuation mark is a word of its own.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    private const int AsciiCount = 128;
    private const BertCharacter WordEnd = BertCharacter.WhiteSpace | BertCharacter.Punctuation;

    private static readonly BertCharacter[] Ascii = [.. Enumerable.Range(0, AsciiCount).Select(BertCharacters.ClassOf)];

    public void PreTokenize(PreTokenizedText text)
    {
        var characters = text.Text.Chars;
        foreach (var (start, end) in text.Words)
            Cut(characters[..end], start, text);
        text.Commit();
    }

    private static void Cut(ReadOnlySpan<char> characters, int start, PreTokenizedText text)
    {
        for (int i = start; i < characters.Length;)
        {
            int wordEnd = FindEnd(characters, i);
            text.Add(i, wordEnd);
            if (wordEnd == characters.Length)
                return;
            // What ends a word is white space, or a word of its own.
            var kind = ClassAt(characters, wordEnd, out int length);
            i = wordEnd + length;
            if ((kind & BertCharacter.WhiteSpace) == 0)
                text.Add(wordEnd, i);
        }
    }

    private static int FindEnd(ReadOnlySpan<char> text, int i)
    {
        var ascii = Ascii;
        while (i < text.Length)
        {
            int c = text[i];
            if (c < ascii.Length)
            {
                if ((ascii[c] & WordEnd) != 0)
                    return i;
                i++;
            }
            else
            {
                if ((ClassAt(text, i, out int length) & WordEnd) != 0)
                    return i;
                i += length;
            }
        }
        return i;
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

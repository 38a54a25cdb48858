using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>tokenizer.json's <c>BertPreTokenizer</c>: words end at white space, and every punctuation mark is a word of its own.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    private const int AsciiCount = 128;

    private static readonly BertCharacter[] Ascii = [.. Enumerable.Range(0, AsciiCount).Select(BertCharacters.ClassOf)];

    public void PreTokenize(PreTokenizedText text)
    {
        var characters = text.Text.Chars;
        foreach (var (start, end) in text.Words)
        {
            for (int i = start; i < end;)
            {
                var kind = ClassAt(characters, i, out int length);
                int wordEnd = i + length;
                if ((kind & BertCharacter.WhiteSpace) == 0)
                {
                    if ((kind & BertCharacter.Punctuation) == 0)
                        wordEnd = FindEnd(characters[..end], wordEnd);
                    text.Add(i, wordEnd);
                }
                i = wordEnd;
            }
        }
        text.Commit();
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

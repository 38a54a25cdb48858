using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// tokenizer.json's <c>BertNormalizer</c>: cleans the text, sets ideographs apart, strips accents, lower-cases, in this order and a code point at a
/// time. A lone surrogate, which Python can't pass on, counts as U+FFFD.
/// </summary>
internal sealed class BertNormalizer
{
    private const int AsciiCount = 128;

    private readonly bool cleanText, spaceIdeographs, stripAccents, lowerCase;

    /// <summary>What becomes of each ASCII character; NUL of one that is removed.</summary>
    private readonly char[] ascii = new char[AsciiCount];

    public BertNormalizer(bool cleanText, bool spaceIdeographs, bool? stripAccents, bool lowerCase)
    {
        this.cleanText = cleanText;
        this.spaceIdeographs = spaceIdeographs;
        this.stripAccents = stripAccents ?? lowerCase;
        this.lowerCase = lowerCase;
        var buffer = new CharBuffer();
        for (int c = 0; c < AsciiCount; c++)
        {
            buffer.Clear();
            Append(c, buffer);
            ascii[c] = buffer.Written is [var single] ? single : '\0';
        }
    }

    public void Normalize(ReadOnlySpan<char> text, CharBuffer normalized)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < AsciiCount)
            {
                if (ascii[c] != '\0' || !cleanText)
                    normalized.Append(ascii[c]);
                continue;
            }
            Rune.DecodeFromUtf16(text[i..], out var rune, out int length);
            Append(rune.Value, normalized);
            i += length - 1;
        }
    }

    private void Append(int codePoint, CharBuffer normalized)
    {
        var kind = BertCharacters.ClassOf(codePoint);
        if (cleanText && (kind & (BertCharacter.Removed | BertCharacter.Space)) != 0)
        {
            if ((kind & BertCharacter.Space) != 0)
                normalized.Append(' ');
            return;
        }
        bool apart = spaceIdeographs && (kind & BertCharacter.Ideograph) != 0;
        if (apart)
            normalized.Append(' ');
        if (!stripAccents)
            AppendLower(codePoint, kind, normalized);
        else if ((kind & BertCharacter.Stripped) != 0)
            AppendStripped(codePoint, normalized);
        else if ((kind & BertCharacter.Mark) == 0)
            AppendLower(codePoint, kind, normalized);
        if (apart)
            normalized.Append(' ');
    }

    private void AppendStripped(int codePoint, CharBuffer normalized)
    {
        foreach (var rune in BertCharacters.Strip(codePoint, stackalloc char[3]).EnumerateRunes())
            AppendLower(rune.Value, BertCharacters.ClassOf(rune.Value), normalized);
    }

    private void AppendLower(int codePoint, BertCharacter kind, CharBuffer normalized)
    {
        if (lowerCase && (kind & BertCharacter.Lower) != 0)
        {
            normalized.Append(BertCharacters.ToLower(codePoint));
            return;
        }
        Span<char> utf16 = stackalloc char[2];
        normalized.Append(utf16[..new Rune(codePoint).EncodeToUtf16(utf16)]);
    }
}

using System.Buffers;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>
/// tokenizer.json's <c>BertNormalizer</c>: cleans the text, sets ideographs apart, strips accents, lower-cases, in this order and a code point at a
/// time. A lone surrogate, which Python can't pass on, counts as U+FFFD.
/// </summary>
internal sealed class BertNormalizer : INormalizer
{
    private const int AsciiCount = 128;

    private static readonly SearchValues<char> AsciiCharacters = SearchValues.Create([.. Enumerable.Range(0, AsciiCount).Select(c => (char)c)]);

    private readonly bool cleanText, spaceIdeographs, stripAccents, lowerCase;

    /// <summary>The replacement of each ASCII character; NUL if it is removed.</summary>
    private readonly char[] ascii = new char[AsciiCount];

    public BertNormalizer(bool cleanText, bool spaceIdeographs, bool? stripAccents, bool lowerCase)
    {
        this.cleanText = cleanText;
        this.spaceIdeographs = spaceIdeographs;
        this.stripAccents = stripAccents ?? lowerCase;
        this.lowerCase = lowerCase;
        NormalizedText one = new(), result = new();
        for (int c = 0; c < AsciiCount; c++)
        {
            one.Reset([(char)c], tracksOrigins: false);
            result.Clear(one);
            Append(c, one, 0, 1, result);
            ascii[c] = result.Length == 0 ? '\0' : result.Chars[0];
        }
    }

    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        if (stripAccents && SurvivingMarks.AreInARow(input.Chars))
            NormalizeStepByStep(input, output);
        else
            NormalizeEach(input, output);
        return true;
    }

    /// <summary>Decomposition puts such marks in order, which takes more than one code point at a time.</summary>
    private void NormalizeStepByStep(NormalizedText input, NormalizedText output)
    {
        NormalizedText text = new(), spare = new();
        text.Clear(input);
        text.AppendCopy(input, 0, input.Length);
        var decompose = new NormalizerSequence(
            [new BertNormalizer(cleanText, spaceIdeographs, stripAccents: false, lowerCase: false), new UnicodeNormalizer(UnicodeForm.D)]);
        decompose.Normalize(ref text, ref spare);
        new BertNormalizer(cleanText: false, spaceIdeographs: false, stripAccents: true, lowerCase).NormalizeEach(text, output);
    }

    private void NormalizeEach(NormalizedText input, NormalizedText output)
    {
        var text = input.Chars;
        for (int i = 0; i < text.Length;)
        {
            int run = text[i..].IndexOfAnyExcept(AsciiCharacters);
            int end = run < 0 ? text.Length : i + run;
            AppendAscii(input, i, end, output);
            i = end;
            while (i < text.Length && text[i] >= AsciiCount)
            {
                Rune.DecodeFromUtf16(text[i..], out var rune, out int length);
                Append(rune.Value, input, i, i + length, output);
                i += length;
            }
        }
    }

    private void AppendAscii(NormalizedText input, int start, int end, NormalizedText output)
    {
        var text = input.Chars[start..end];
        if (output.TracksOrigins)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (ascii[text[i]] is var value && (value != '\0' || !cleanText))
                    output.Append(value, input, start + i);
            }
            return;
        }
        var room = output.Reserve(text.Length);
        int written = 0;
        foreach (char c in text)
        {
            room[written] = ascii[c];
            if (ascii[c] != '\0' || !cleanText)
                written++;
        }
        output.Advance(written);
    }

    private void Append(int codePoint, NormalizedText input, int start, int end, NormalizedText output)
    {
        var kind = BertCharacters.ClassOf(codePoint);
        if (cleanText && (kind & (BertCharacter.Removed | BertCharacter.Space)) != 0)
        {
            if ((kind & BertCharacter.Space) != 0)
                output.Append(" ", input, start, end);
            return;
        }
        bool apart = spaceIdeographs && (kind & BertCharacter.Ideograph) != 0;
        if (apart)
            output.Append(" ", input, start, end);
        if (!stripAccents)
            AppendLower(codePoint, kind, input, start, end, output);
        else if ((kind & BertCharacter.Stripped) != 0)
            AppendStripped(codePoint, input, start, end, output);
        else if ((kind & BertCharacter.Mark) == 0)
            AppendLower(codePoint, kind, input, start, end, output);
        if (apart)
            output.Append(" ", input, start, end);
    }

    private void AppendStripped(int codePoint, NormalizedText input, int start, int end, NormalizedText output)
    {
        foreach (var rune in BertCharacters.Strip(codePoint, stackalloc char[3]).EnumerateRunes())
            AppendLower(rune.Value, BertCharacters.ClassOf(rune.Value), input, start, end, output);
    }

    private void AppendLower(int codePoint, BertCharacter kind, NormalizedText input, int start, int end, NormalizedText output)
    {
        if (lowerCase && (kind & BertCharacter.Lower) != 0)
        {
            output.Append(BertCharacters.ToLower(codePoint), input, start, end);
            return;
        }
        Span<char> utf16 = stackalloc char[2];
        output.Append(utf16[..new Rune(codePoint).EncodeToUtf16(utf16)], input, start, end);
    }
}

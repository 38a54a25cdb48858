using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// Writes what a normalizer makes of a whole text, and gives each code point the origin that the original gives it: it goes through the input, and what
/// is said of a code point is only whether it was inserted, stands for the next one, or for the next one and some more.
/// </summary>
internal ref struct PlaceWriter(NormalizedText input, NormalizedText output)
{
    private int next;

    /// <param name="codePoint">The code point, or a lone surrogate.</param>
    /// <param name="change">1 if it was inserted, 0 if it stands for the next code point of the input, -n if for that one and n more.</param>
    public void Append(int codePoint, int change)
    {
        int place = change > 0 ? next - 1 : Math.Min(next, input.Length - 1);
        for (int skipped = change; skipped <= 0 && next < input.Length; skipped++)
            next += CodePoints.Decode(input.Chars, next).Length;
        if (codePoint <= char.MaxValue)
        {
            Append((char)codePoint, place);
            return;
        }
        Span<char> pair = stackalloc char[2];
        new Rune(codePoint).EncodeToUtf16(pair);
        Append(pair[0], place);
        Append(pair[1], place);
    }

    private readonly void Append(char unit, int place)
    {
        if (!output.TracksOrigins || place >= 0)
            output.Append(unit, input, place);
        else
            output.AppendInserted(unit);
    }
}

using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// A text on its way through normalizers and pre-tokenizers, in memory that is used again. On request every UTF-16 unit knows which range of the
/// original text it came from; without, nothing is kept and nothing is paid.
/// </summary>
/// <remarks>
/// Origins follow Hugging Face's tokenizers: a unit that replaces others has their range, one that is inserted has the range of the unit before it
/// (the empty range at 0 where there is none), and both units of a surrogate pair have the range of the pair.
/// </remarks>
internal sealed class NormalizedText
{
    /// <summary>
    /// Normalizers and pre-tokenizers of honest files make no more of a text: the longest decomposition has 18 characters, of three bytes each at most. A file of two
    /// kilobytes can say more, such as thirty times to double every letter.
    /// </summary>
    private const int MaxGrowth = 100, AlwaysAllowed = 1 << 16;

    private char[] chars = new char[1024];
    private int[] starts = [];
    private int[] ends = [];
    private long longest = Array.MaxLength;
    private int originalLength;

    public int Length { get; private set; }

    public bool TracksOrigins { get; private set; }

    public long Bytes => sizeof(char) * (long)chars.Length + sizeof(int) * ((long)starts.Length + ends.Length);

    /// <summary>Valid until the next change.</summary>
    public ReadOnlySpan<char> Chars => chars.AsSpan(0, Length);

    /// <summary>The range of the original text, in UTF-16 units, that a unit came from.</summary>
    public (int Start, int End) OriginOf(int index) => (starts[index], ends[index]);

    /// <summary>Empties the text, for what becomes of another: it tracks origins if that does, and may grow as much.</summary>
    public void Clear(NormalizedText source)
    {
        Length = 0;
        TracksOrigins = source.TracksOrigins;
        (longest, originalLength) = (source.longest, source.originalLength);
    }

    /// <summary>Makes this the original text, every code point of which came from itself.</summary>
    /// <param name="original">The text.</param>
    /// <param name="tracksOrigins">Whether origins are kept.</param>
    /// <param name="offset">Where <paramref name="original"/> begins in the whole text.</param>
    public void Reset(ReadOnlySpan<char> original, bool tracksOrigins, int offset = 0)
    {
        Length = 0;
        TracksOrigins = tracksOrigins;
        originalLength = original.Length;
        longest = Math.Min(Array.MaxLength, (long)MaxGrowth * original.Length + AlwaysAllowed);
        EnsureRoom(original.Length);
        original.CopyTo(chars);
        Length = original.Length;
        if (!tracksOrigins)
            return;
        for (int i = 0; i < original.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(original[i]) && i + 1 < original.Length && char.IsLowSurrogate(original[i + 1]);
            int end = offset + i + (isPair ? 2 : 1);
            (starts[i], ends[i]) = (offset + i, end);
            if (isPair)
                (starts[i + 1], ends[i + 1]) = (offset + i++, end);
        }
    }

    /// <summary>Appends a unit that came from the unit at <paramref name="index"/> of <paramref name="source"/>.</summary>
    public void Append(char value, NormalizedText source, int index)
    {
        EnsureRoom(1);
        chars[Length] = value;
        if (TracksOrigins)
            (starts[Length], ends[Length]) = source.OriginOf(index);
        Length++;
    }

    /// <summary>Appends units that all came from the range of units <paramref name="start"/> to <paramref name="end"/> of <paramref name="source"/>.</summary>
    public void Append(ReadOnlySpan<char> value, NormalizedText source, int start, int end)
    {
        EnsureRoom(value.Length);
        value.CopyTo(chars.AsSpan(Length));
        if (TracksOrigins)
        {
            starts.AsSpan(Length, value.Length).Fill(source.starts[start]);
            ends.AsSpan(Length, value.Length).Fill(source.ends[end - 1]);
        }
        Length += value.Length;
    }

    /// <summary>Appends a unit that came from nowhere: it shares the range of the unit before it.</summary>
    public void AppendInserted(char value)
    {
        EnsureRoom(1);
        chars[Length] = value;
        if (TracksOrigins)
            (starts[Length], ends[Length]) = Length == 0 ? (0, 0) : OriginOf(Length - 1);
        Length++;
    }

    /// <summary>Appends units that were inserted after the unit before <paramref name="end"/> of <paramref name="source"/>, and share its range.</summary>
    public void AppendInserted(ReadOnlySpan<char> value, NormalizedText source, int end)
    {
        EnsureRoom(value.Length);
        value.CopyTo(chars.AsSpan(Length));
        if (TracksOrigins)
        {
            var (first, last) = end == 0 ? (0, 0) : source.OriginOf(end - 1);
            starts.AsSpan(Length, value.Length).Fill(first);
            ends.AsSpan(Length, value.Length).Fill(last);
        }
        Length += value.Length;
    }

    /// <summary>Room for units that are written without origins; <see cref="Advance"/> counts them.</summary>
    public Span<char> Reserve(int count)
    {
        Debug.Assert(!TracksOrigins);
        EnsureRoom(count);
        return chars.AsSpan(Length, count);
    }

    /// <summary>Counts units that were written to the room of <see cref="Reserve"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends a stretch of another text as it is.</summary>
    public void AppendCopy(NormalizedText source, int start, int end)
    {
        int count = end - start;
        EnsureRoom(count);
        source.chars.AsSpan(start, count).CopyTo(chars.AsSpan(Length));
        if (TracksOrigins)
        {
            source.starts.AsSpan(start, count).CopyTo(starts.AsSpan(Length));
            source.ends.AsSpan(start, count).CopyTo(ends.AsSpan(Length));
        }
        Length += count;
    }

    /// <summary>Replaces a unit by another from <paramref name="start"/> on; origins stay.</summary>
    public void ReplaceAll(char oldValue, char newValue, int start) => chars.AsSpan(start..Length).Replace(oldValue, newValue);

    private void EnsureRoom(int more)
    {
        if (more > longest - Length)
            throw TooLong();
        if (Length + more > chars.Length)
            Array.Resize(ref chars, (int)Math.Min(Math.Max(2L * chars.Length, Length + more), Array.MaxLength));
        if (TracksOrigins && starts.Length < chars.Length)
        {
            Array.Resize(ref starts, chars.Length);
            Array.Resize(ref ends, chars.Length);
        }
    }

    private InvalidOperationException TooLong() => new(
        $"The tokenizer's normalizer and pre_tokenizer make more than {longest:N0} characters of a text of {originalLength:N0}. Use the tokenizer files that came with the model.");
}

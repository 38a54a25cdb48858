using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;

/// <summary>
/// Passes over places of a text where none of many contents begins: a bit for the hash of the first units of each, up to three. Small enough to stay in the
/// processor's first cache, where the contents themselves do not. Few contents are told by their first unit.
/// </summary>
internal sealed class BeginningFilter
{
    private const int MaxUnits = 3, HashBits = 16, WordBits = 64, FewContents = 16;

    private readonly ulong[] bits = new ulong[(1 << HashBits) / WordBits];
    private readonly int units;
    private readonly SearchValues<char>? firstUnits;

    /// <param name="contents">None of them empty.</param>
    public BeginningFilter(IEnumerable<string> contents)
    {
        string[] all = [.. contents];
        units = Math.Min(MaxUnits, all.Select(content => content.Length).DefaultIfEmpty(MaxUnits).Min());
        foreach (string content in all)
        {
            int hash = Hash(content);
            bits[hash / WordBits] |= 1UL << (hash % WordBits);
        }
        if (all.Length <= FewContents)
            firstUnits = SearchValues.Create([.. all.Select(content => content[0])]);
    }

    /// <summary>The first place from <paramref name="start"/> on where a content may begin; the text's end where there is none.</summary>
    public int Find(ReadOnlySpan<char> text, int start)
    {
        if (firstUnits is not null)
            return text[start..].IndexOfAny(firstUnits) is >= 0 and var offset ? start + offset : text.Length;
        for (; start <= text.Length - units; start++)
        {
            int hash = Hash(text[start..]);
            if ((bits[hash / WordBits] & (1UL << (hash % WordBits))) != 0)
                return start;
        }
        return text.Length;
    }

    private int Hash(ReadOnlySpan<char> text)
    {
        ulong beginning = text[0];
        if (units > 1)
            beginning |= (ulong)text[1] << 16;
        if (units > 2)
            beginning |= (ulong)text[2] << 32;
        return (int)((beginning * 0x9E3779B97F4A7C15) >> (64 - HashBits));
    }
}

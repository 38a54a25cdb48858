namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// Extended grapheme clusters as the original cuts them. .NET's StringInfo has another Unicode version and does not join consonants that a linker joins.
/// </summary>
internal static class GraphemeClusters
{
    private const int PageBits = 8, PageSize = 1 << PageBits, FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Tails = 28, NonJoiner = 0x200C;

    private static readonly GraphemeClass[]?[] Pages = new GraphemeClass[]?[(CodePointSet.LastCodePoint + 1) >> PageBits];
    private static readonly CodePointSet Linkers;

    static GraphemeClusters()
    {
        const string linker = "linker";
        var sections = UnicodeResource.Sections("grapheme-clusters.txt");
        Linkers = CodePointSet.OfRanges(sections[linker]);
        foreach (var (name, ranges) in sections.Where(s => s.Key != linker))
        {
            foreach (var (first, last) in ranges)
                Mark(Enum.Parse<GraphemeClass>(name), first, last);
        }
        Mark(GraphemeClass.CarriageReturn, '\r', '\r');
        Mark(GraphemeClass.LineFeed, '\n', '\n');
    }

    /// <summary>Where the cluster ends that begins at <paramref name="start"/>, which is before the end of the text.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int start)
    {
        var (codePoint, length) = CodePoints.Decode(text, start);
        int end = start + length;
        var before = ClassOf(codePoint);
        // Whether what came so far ends in a pictograph with marks, in one with marks and a joiner, in a consonant with marks, with a linker among them.
        bool hasPictograph = before == GraphemeClass.Pictographic, hasJoiner = false, hasConsonant = before == GraphemeClass.Consonant, hasLinker = false;
        int indicators = before == GraphemeClass.RegionalIndicator ? 1 : 0;
        while (end < text.Length)
        {
            (codePoint, length) = CodePoints.Decode(text, end);
            var after = ClassOf(codePoint);
            bool joins = after switch
            {
                GraphemeClass.Pictographic when before == GraphemeClass.Joiner => hasJoiner,
                GraphemeClass.RegionalIndicator when before == GraphemeClass.RegionalIndicator => indicators % 2 == 1,
                GraphemeClass.Consonant when before != GraphemeClass.Prepend => hasConsonant && hasLinker,
                _ => Joins(before, after),
            };
            if (!joins)
                break;
            bool isLinker = Linkers.Contains(codePoint);
            bool isMark = isLinker || (after is GraphemeClass.Extend or GraphemeClass.Joiner && codePoint != NonJoiner);
            hasJoiner = after == GraphemeClass.Joiner && hasPictograph;
            hasPictograph = after == GraphemeClass.Pictographic || (hasPictograph && after == GraphemeClass.Extend);
            hasLinker = isLinker || (hasLinker && isMark);
            hasConsonant = after == GraphemeClass.Consonant || (hasConsonant && isMark);
            indicators = after == GraphemeClass.RegionalIndicator ? indicators + 1 : 0;
            before = after;
            end += length;
        }
        return end;
    }

    private static bool Joins(GraphemeClass before, GraphemeClass after) => (before, after) switch
    {
        (GraphemeClass.CarriageReturn, GraphemeClass.LineFeed) => true,
        (GraphemeClass.Control or GraphemeClass.CarriageReturn or GraphemeClass.LineFeed, _) => false,
        (_, GraphemeClass.Control or GraphemeClass.CarriageReturn or GraphemeClass.LineFeed) => false,
        (GraphemeClass.Lead, GraphemeClass.Lead or GraphemeClass.Vowel or GraphemeClass.OpenSyllable or GraphemeClass.ClosedSyllable) => true,
        (GraphemeClass.OpenSyllable or GraphemeClass.Vowel, GraphemeClass.Vowel or GraphemeClass.Tail) => true,
        (GraphemeClass.ClosedSyllable or GraphemeClass.Tail, GraphemeClass.Tail) => true,
        (_, GraphemeClass.Extend or GraphemeClass.Joiner or GraphemeClass.SpacingMark) => true,
        (GraphemeClass.Prepend, _) => true,
        _ => false,
    };

    private static GraphemeClass ClassOf(int codePoint)
    {
        if (codePoint is >= ' ' and < 0x7F)
            return GraphemeClass.Other;
        if (codePoint is >= FirstSyllable and <= LastSyllable)
            return (codePoint - FirstSyllable) % Tails == 0 ? GraphemeClass.OpenSyllable : GraphemeClass.ClosedSyllable;
        return Pages[codePoint >> PageBits]?[codePoint & (PageSize - 1)] ?? GraphemeClass.Other;
    }

    private static void Mark(GraphemeClass value, int first, int last)
    {
        for (int point = first; point <= last; point++)
            (Pages[point >> PageBits] ??= new GraphemeClass[PageSize])[point & (PageSize - 1)] = value;
    }
}

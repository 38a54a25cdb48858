namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>An immutable set of code points: ranges for combining sets, bits for membership.</summary>
internal sealed class CodePointSet
{
    public const int LastCodePoint = 0x10FFFF;

    private const int PageBits = 8, WordsPerPage = 4, Full = 1;

    public static readonly CodePointSet Empty = new([]);
    public static readonly CodePointSet All = new([(0, LastCodePoint)]);

    private readonly (int First, int Last)[] ranges;

    /// <summary>
    /// Index of the bits of each page of 256 code points; all empty pages share theirs, and all full ones. Empty pages at the beginning and equal ones at the end are
    /// left out.
    /// </summary>
    private readonly ushort[] pages;

    /// <summary>The first page that is not left out.</summary>
    private readonly int firstPage;

    /// <summary>Index of the bits of the pages that are left out.</summary>
    private readonly int tail;
    private readonly ulong[] bits;

    /// <summary>The bits of ASCII.</summary>
    private readonly ulong ascii0, ascii1;

    private CodePointSet((int First, int Last)[] ranges)
    {
        this.ranges = ranges;
        tail = ranges is [.., (_, LastCodePoint)] ? Full : 0;
        int end = ranges.Length == 0 ? 0 : tail == Full ? ranges[^1].First : ranges[^1].Last;
        firstPage = ranges.Length == 0 ? 0 : ranges[0].First >> PageBits;
        pages = new ushort[(end >> PageBits) + 1 - firstPage];
        List<ulong> words = [0, 0, 0, 0, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue];
        foreach (var (first, last) in ranges)
        {
            for (int page = first >> PageBits; page <= last >> PageBits && page < firstPage + pages.Length; page++)
            {
                int pageFirst = page << PageBits, from = Math.Max(first, pageFirst) - pageFirst, to = Math.Min(last - pageFirst, (1 << PageBits) - 1);
                if (from == 0 && to == (1 << PageBits) - 1)
                {
                    pages[page - firstPage] = Full;
                    continue;
                }
                if (pages[page - firstPage] == 0)
                {
                    pages[page - firstPage] = (ushort)(words.Count / WordsPerPage);
                    words.AddRange([0, 0, 0, 0]);
                }
                for (int i = from; i <= to; i++)
                    words[pages[page - firstPage] * WordsPerPage + (i >> 6)] |= 1UL << (i & 63);
            }
        }
        bits = [.. words];
        if (firstPage == 0)
            (ascii0, ascii1) = (bits[pages[0] * WordsPerPage], bits[pages[0] * WordsPerPage + 1]);
    }

    /// <summary>Sorted, inclusive and apart.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => ranges;

    public static CodePointSet Of(params IEnumerable<int> codePoints) => OfRanges(codePoints.Select(c => (c, c)));

    public static CodePointSet OfRanges(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach (var (first, last) in ranges.OrderBy(r => r.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }
        return new([.. merged]);
    }

    public static CodePointSet Union(params IEnumerable<CodePointSet> sets) => OfRanges(sets.SelectMany(s => s.ranges));

    public CodePointSet Complement()
    {
        List<(int First, int Last)> rest = [];
        int next = 0;
        foreach (var (first, last) in ranges)
        {
            if (next < first)
                rest.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= LastCodePoint)
            rest.Add((next, LastCodePoint));
        return new([.. rest]);
    }

    public CodePointSet Intersect(CodePointSet other) => Union(Complement(), other.Complement()).Complement();

    public bool Contains(int codePoint) => codePoint < 128
        ? ((codePoint < 64 ? ascii0 : ascii1) >> codePoint & 1) != 0
        : (bits[(((codePoint >> PageBits) - firstPage) is var page && (uint)page < (uint)pages.Length ? pages[page] : page < 0 ? 0 : tail) * WordsPerPage + ((codePoint >> 6) & 3)] >> codePoint & 1) != 0;
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Decompositions, compositions and combining classes.</summary>
internal static class NormalizationTables
{
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTails = 0x11A7, Leads = 19, Vowels = 21, Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatible = [];
    private static readonly Dictionary<long, int> Compositions = [];
    private static readonly Dictionary<int, byte> Classes = [];

    static NormalizationTables()
    {
        HashSet<int> changing = [];
        byte? markClass = null;
        var steps = Canonical;
        foreach (string line in UnicodeResource.Lines("normalization.txt"))
        {
            const string classSection = "[class ";
            if (line.StartsWith(classSection, StringComparison.Ordinal))
                markClass = byte.Parse(line.AsSpan(classSection.Length).TrimEnd(']'), provider: null);
            else if (line.StartsWith('['))
                (markClass, steps) = (null, line == "[canonical]" ? Canonical : Compatible);
            else if (markClass is { } value)
                AddClasses(line, value);
            else
                AddDecomposition(line, steps, changing);
        }
        foreach (int point in Canonical.Keys.ToList())
            Canonical[point] = Full(point);
        SetMayChange(changing);
    }

    /// <summary>For each form: what it changes, what may compose with something before it, and what may have to move.</summary>
    public static CodePointSet[] MayChange { get; } = new CodePointSet[4];

    public static byte ClassOf(int codePoint) => codePoint < 0x300 ? (byte)0 : Classes.GetValueOrDefault(codePoint);

    /// <summary>The code points whose class is not 0.</summary>
    public static IEnumerable<int> Marks => Classes.Keys;

    /// <summary>The full decomposition of a code point, which may be itself.</summary>
    /// <param name="codePoint">The code point.</param>
    /// <param name="isCompatible">Whether distinctions of form alone are dropped.</param>
    /// <param name="buffer">Room for three.</param>
    public static ReadOnlySpan<int> Decompose(int codePoint, bool isCompatible, Span<int> buffer)
    {
        if (codePoint >= 0x80)
        {
            int syllable = codePoint - FirstSyllable;
            if ((uint)syllable < Syllables)
                return DecomposeSyllable(syllable, buffer);
            if ((isCompatible && Compatible.TryGetValue(codePoint, out int[]? parts)) || Canonical.TryGetValue(codePoint, out parts))
                return parts;
        }
        buffer[0] = codePoint;
        return buffer[..1];
    }

    public static bool TryCompose(int first, int second, out int composed)
    {
        int lead = first - FirstLead, vowel = second - FirstVowel, syllable = first - FirstSyllable, tail = second - BeforeTails;
        if ((uint)lead < Leads && (uint)vowel < Vowels)
        {
            composed = FirstSyllable + (lead * Vowels + vowel) * Tails;
            return true;
        }
        if ((uint)syllable < Syllables && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            composed = first + tail;
            return true;
        }
        return Compositions.TryGetValue(Pair(first, second), out composed);
    }

    private static ReadOnlySpan<int> DecomposeSyllable(int syllable, Span<int> buffer)
    {
        int tail = syllable % Tails;
        buffer[0] = FirstLead + syllable / (Vowels * Tails);
        buffer[1] = FirstVowel + syllable % (Vowels * Tails) / Tails;
        buffer[2] = BeforeTails + tail;
        return buffer[..(tail == 0 ? 2 : 3)];
    }

    private static void AddClasses(string line, byte value)
    {
        foreach (var (first, last) in line.Split(' ').Select(UnicodeResource.Range))
        {
            for (int point = first; point <= last; point++)
                Classes.Add(point, value);
        }
    }

    private static void AddDecomposition(string line, Dictionary<int, int[]> steps, HashSet<int> changing)
    {
        bool composes = !line.EndsWith('*');
        string[] words = line.TrimEnd(' ', '*').Split(' ');
        var (first, last) = UnicodeResource.Range(words[0]);
        int[] parts = Array.ConvertAll(words[1..], w => UnicodeResource.CodePoint(w));
        for (int point = first; point <= last; point++)
            steps.Add(point, parts.Length == 1 ? [parts[0] + point - first] : parts);
        if (steps != Canonical)
            return;
        if (composes)
            Compositions.Add(Pair(parts[0], parts[1]), first);
        else
            changing.Add(first);
    }

    private static int[] Full(int codePoint) => Canonical.TryGetValue(codePoint, out int[]? parts) ? [.. parts.SelectMany(Full)] : [codePoint];

    private static void SetMayChange(HashSet<int> changing)
    {
        var marks = CodePointSet.Of(Classes.Keys);
        var syllables = CodePointSet.OfRanges((FirstSyllable, FirstSyllable + Syllables - 1));
        var compatible = CodePointSet.Of(Compatible.Keys);
        var seconds = CodePointSet.Of(Compositions.Keys.Select(pair => (int)(pair & 0x1FFFFF)));
        var jamo = CodePointSet.OfRanges((FirstVowel, FirstVowel + Vowels - 1), (BeforeTails + 1, BeforeTails + Tails - 1));
        MayChange[(int)UnicodeForm.D] = CodePointSet.Union(marks, syllables, CodePointSet.Of(Canonical.Keys));
        MayChange[(int)UnicodeForm.KD] = CodePointSet.Union(MayChange[(int)UnicodeForm.D], compatible);
        MayChange[(int)UnicodeForm.C] = CodePointSet.Union(marks, CodePointSet.Of(changing), seconds, jamo);
        MayChange[(int)UnicodeForm.KC] = CodePointSet.Union(MayChange[(int)UnicodeForm.C], compatible);
    }

    private static long Pair(int first, int second) => (long)first << 21 | (long)second;
}

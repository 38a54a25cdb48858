
namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>The sets of code points that a regular expression of Oniguruma knows by name.</summary>
internal static class UnicodeProperties
{
    private static readonly Dictionary<string, CodePointSet> ByName = [];

    static UnicodeProperties()
    {
        var sections = UnicodeResource.Sections("regex-properties.txt");
        foreach (var (names, ranges) in sections)
        {
            var set = CodePointSet.OfRanges(ranges);
            foreach (string name in names.Split(' '))
                ByName.Add(Simplified(name), set);
        }
        var surrogates = CodePointSet.OfRanges((0xD800, 0xDFFF));
        string[] categories = [.. sections.Keys.Where(n => n.Length > 2 && n[2] == ' ').Select(n => n[..2])];
        Add(CodePointSet.Union([surrogates, .. categories.Select(Category)]).Complement(), "Cn", "Unassigned");
        Add(surrogates, "Cs", "Surrogate");
        foreach (string group in (string[])["L Letter", "M Mark", "N Number", "P Punctuation", "S Symbol", "Z Separator", "C Other"])
            Add(CodePointSet.Union(categories.Append("Cn").Append("Cs").Where(c => c[0] == group[0]).Select(Category)), group.Split(' '));
        Add(CodePointSet.Union(Category("Lu"), Category("Ll"), Category("Lt")), "LC", "Cased_Letter");
        AddClasses();
    }

    /// <summary>\w, and what \b has on one side of it.</summary>
    public static CodePointSet Word => ByName["word"];

    public static CodePointSet Space => ByName["space"];

    public static CodePointSet Digit => ByName["digit"];

    public static CodePointSet HexDigit => ByName["xdigit"];

    /// <summary>The set that \p{<paramref name="name"/>} stands for; null if no such name is known. Case, spaces, - and _ do not count.</summary>
    public static CodePointSet? Find(string name) => ByName.GetValueOrDefault(Simplified(name));

    /// <summary>The set that [:<paramref name="name"/>:] stands for, which differs from \p{<paramref name="name"/>} in two cases.</summary>
    public static CodePointSet? FindBracket(string name) => name switch
    {
        "punct" => CodePointSet.Union(Category("P"), Category("S")),
        "word" => CodePointSet.Union(Category("Alphabetic"), Category("M"), Category("Nd"), Category("Pc")),
        "alnum" or "alpha" or "ascii" or "blank" or "cntrl" or "digit" or "graph" or "lower" or "print" or "space" or "upper" or "xdigit" => ByName[name],
        _ => null,
    };

    private static void AddClasses()
    {
        Add(CodePointSet.All, "Any");
        Add(Category("Cn").Complement(), "Assigned");
        Add(CodePointSet.OfRanges((0, 0x7F)), "ASCII");
        Add(Category("Alphabetic"), "Alpha");
        Add(Category("Lowercase"), "Lower");
        Add(Category("Uppercase"), "Upper");
        Add(Category("White_Space"), "Space");
        Add(Category("Nd"), "Digit");
        Add(Category("P"), "Punct");
        Add(Category("Cc"), "Cntrl");
        Add(CodePointSet.OfRanges(('0', '9'), ('A', 'F'), ('a', 'f')), "XDigit");
        Add(CodePointSet.Union(Category("Zs"), CodePointSet.Of('\t')), "Blank");
        Add(CodePointSet.Union(Category("Alpha"), Category("Nd")), "Alnum");
        // Oniguruma takes superscript digits and fractions of Latin-1, and no others, for word characters.
        Add(CodePointSet.Union(Category("Alpha"), Category("M"), Category("Nd"), Category("Pc"), CodePointSet.Of(0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE)), "Word");
        Add(CodePointSet.Union(Category("Space"), Category("Cc"), Category("Cn"), Category("Cs")).Complement(), "Graph");
        Add(CodePointSet.Union(Category("Graph"), Category("Zs")), "Print");
    }

    private static void Add(CodePointSet set, params string[] names)
    {
        foreach (string name in names)
            ByName.Add(Simplified(name), set);
    }

    private static CodePointSet Category(string name) => ByName[Simplified(name)];

    private static string Simplified(string name) =>
        string.Concat(name.Where(c => c is not (' ' or '_' or '-'))).ToLowerInvariant();
}

using CsCheck;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Regex;

/// <summary>
/// Patterns of all the syntax that the engine claims to support, and texts that they have a chance to match. Left out is where the engine is known to
/// differ, as its first file says.
/// </summary>
internal static class RandomPatterns
{
    private const int Depth = 3;

    /// <summary>Letters of one and two UTF-16 units, those whose case folding is special, marks, digits, white space, punctuation.</summary>
    private static readonly string[] Characters =
    [
        "a", "b", "s", "t", "k", "i", "A", "B", "S", "K", "I", "1", "0", " ", "  ", "\n", "\r", "\r\n", "\t", "_", "'", ",", "é", "É", "e\u0301", "ß", "ẞ", "ss", "ſ",
        "\u212A", "İ", "ı", "ǰ", "ﬁ", "ﬀ", "ﬃ", "ﬅ", "fi", "ff", "σ", "ς", "Σ", "µ", "μ", "ά", "ᾳ", "\u0345", "Ǆ", "ǅ", "ŉ", "ʼn", "²", "½", "Ⅷ", "٣", "中", "ひ", "カ", "한",
        "हि", "𝔘", "𐐀", "𐐨", "😀", "\u200D", "\u00A0", "\u3000", "\u0085", "\u2028", "\uFFFD", "\0", "€", "+", "$", "^",
    ];

    private static readonly string[] Properties =
    [
        "L", "Letter", "Lu", "Ll", "Lt", "Lm", "Lo", "LC", "M", "Mn", "Mc", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Po", "S", "Sm", "Sc", "So", "Z", "Zs", "C", "Cc", "Cf", "Cn",
        "Alpha", "Digit", "Upper", "Lower", "Space", "White_Space", "Punct", "Alnum", "Word", "Blank", "Cntrl", "Graph", "Print", "XDigit", "ASCII", "Any", "Assigned",
        "Latin", "Greek", "Han", "Hiragana", "Katakana", "Hangul", "Devanagari", "Common", "Cyrillic", "Alphabetic", "Uppercase", "Lowercase", "ideographic",
    ];

    private static readonly string[] Brackets =
    [
        "[:alpha:]", "[:punct:]", "[:word:]", "[:^space:]", "[:upper:]", "[:lower:]", "[:digit:]", "[:alnum:]", "[:graph:]", "[:print:]", "[:ascii:]", "[:cntrl:]", "[:blank:]", "[:xdigit:]",
    ];

    private static readonly Gen<string> Character = Gen.Frequency((3, Gen.OneOf("a", "b", "s", " ")), (1, Gen.OneOf(Characters)));

    private static readonly Gen<string> Property =
        Gen.Select(Gen.OneOf("\\p{", "\\p{^", "\\P{", "\\P{^"), Gen.OneOf(Properties), (open, name) => $"{open}{name}}}");

    private static readonly Gen<string> ClassEscape = Gen.Frequency((3, Gen.OneOf("\\w", "\\W", "\\s", "\\S", "\\d", "\\D", "\\h", "\\H")), (2, Property));

    private static readonly Gen<string> CharacterEscape = Gen.OneOf(
        "\\n", "\\r", "\\t", "\\v", "\\f", "\\a", "\\e", "\\.", "\\*", "\\\\", "\\-", "\\]", "\\[", "\\ ", "\\'", "\\x{61}", "\\x{DF}", "\\x{1F600}", "\\u0061", "\\u017F", "\\é", "\\𝔘", "\\#");

    private static readonly Gen<string> Member = Gen.Frequency(
        (6, Character.Select(c => c is "^" ? "\\^" : c)),
        (2, ClassEscape),
        (1, CharacterEscape),
        (2, Gen.OneOf("a-c", "A-Z", "0-9", "à-ÿ", "\0-\u007F", "一-龥", "𐐀-𐑏", "ß-ſ", "-", "\\x{61}-\\x{7A}", "+--", "b-a", "a-\\d", "&", "~")),
        (1, Gen.OneOf(Brackets)));

    private static readonly Gen<string> InnerClass = ClassWith(Gen.OneOf("[", "[]", "[-"), Member);

    private static readonly Gen<string> NegatedInnerClass = ClassWith(Gen.OneOf("[^", "[^]"), Character.Where(c => c is not ("^" or "\0")));

    private static readonly Gen<string> ClassOpen = Gen.OneOf("[", "[", "[^", "[]", "[-", "[^]");

    private static readonly Gen<string> Class = Gen.OneOf(
        ClassWith(ClassOpen, Gen.Frequency((8, Member), (1, InnerClass), (1, Gen.Const("&&")))),
        ClassWith(ClassOpen, Gen.Frequency((8, Member), (1, InnerClass), (1, NegatedInnerClass))));

    private static readonly Gen<string> Quantifier = Gen.Frequency(
        (6, Gen.Select(Gen.OneOf("?", "*", "+", "{2}", "{0}", "{1,2}", "{,2}", "{2,}", "{0,1}", "{2,1}"), Gen.OneOf("", "", "", "?", "+"), (count, greed) => count + greed)),
        (1, Gen.OneOf("{1}", "{,}", "{}", "{x}")));

    private static readonly Gen<string> Open = Gen.Frequency(
        (3, Gen.OneOf("(", "(?:")),
        (1, Gen.OneOf("(?<name>", "(?'name'", "(?>")),
        (1, Gen.OneOf("(?=", "(?!")),
        (2, Gen.OneOf("(?i:", "(?m:", "(?x:", "(?-i:", "(?im-x:", "(?i)", "(?x)", "(?-i)")));

    private static readonly Gen<string> Atom = Gen.Frequency(
        (8, Character.Select(c => c is "+" or "$" or "^" ? $"\\{c}" : c)),
        (3, ClassEscape),
        (2, CharacterEscape),
        (3, Class),
        (1, Gen.OneOf(".", "\\N", "a\\O", "(?#comment\\))", "{", "}", "]", "# ")));

    private static readonly Gen<string> LookBehind = Gen.Select(
        Gen.OneOf("(?<=", "(?<!"), PatternWith(Atom, Gen.OneOf("^", "$", "\\A", "\\Z"), Gen.Const("(?<=a)"), Depth - 1), (open, body) => $"{open}{body})");

    public static Gen<string> Pattern { get; } = PatternWith(
        Gen.Frequency((20, Atom), (1, Gen.Const("\\R"))), Gen.OneOf("^", "$", "\\b", "\\B", "\\A", "\\Z", "\\z"), LookBehind, Depth);

    public static Gen<string> Text { get; } = Character.List[0, 10].Select(characters => string.Concat(characters));

    private static Gen<string> ClassWith(Gen<string> opening, Gen<string> member) =>
        Gen.Select(opening, member.List[1, 4], (open, members) => $"{open}{string.Concat(members)}]");

    private static Gen<string> PatternWith(Gen<string> atom, Gen<string> anchor, Gen<string> lookBehind, int depth) => Gen.Recursive<string>((level, inner) =>
    {
        var group = Gen.Select(Open, inner, (open, body) => open.EndsWith(')') ? open + body : $"{open}{body})");
        var repeatable = level < depth ? Gen.Frequency((6, atom), (4, group), (1, lookBehind)) : atom;
        var item = Gen.Frequency((5, repeatable), (1, anchor), (4, Gen.Select(repeatable, Quantifier, (body, count) => body + count)));
        return item.List[0, 3].Select(items => string.Concat(items)).List[1, 2].Select(options => string.Join('|', options));
    });
}

using System.Globalization;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>Reads the sets of a regular expression: [classes], and escapes in them and outside.</summary>
internal sealed class RegexClassParser(RegexReader reader)
{
    private const int MaxDepth = 50;

    /// <summary>Reads a class after its [.</summary>
    public RegexNode Parse(bool ignoreCase)
    {
        var members = ParseMembers(out bool isNegated, 0);
        if (!ignoreCase)
            return new RegexNode.Set(isNegated ? members.Complement() : members);
        var equivalents = CaseFolding.Folding.SelectMany(c => CaseFolding.Fold(c).Length == 1 ? CaseFolding.Fold(c).ToArray().Append(c) : [c])
            .Where(members.Contains).SelectMany(CaseFolding.Equivalents);
        var set = CodePointSet.Union(members, CodePointSet.Of(equivalents));
        if (isNegated)
            return new RegexNode.Set(set.Complement());
        var longer = CaseFolding.Folding.Where(members.Contains).Select(c => CaseFolding.Fold(c).ToArray()).Where(f => f.Length > 1).ToList();
        return longer.Count == 0
            ? new RegexNode.Set(set)
            : new RegexNode.Choice([new RegexNode.Set(set), .. longer.Select(f => new RegexNode.Folded(f, Joins: false))]);
    }

    private CodePointSet ParseNested(int depth)
    {
        if (depth > MaxDepth)
            throw reader.NotSupported("classes nested too deeply");
        var members = ParseMembers(out bool isNegated, depth);
        return isNegated ? members.Complement() : members;
    }

    private CodePointSet ParseMembers(out bool isNegated, int depth)
    {
        isNegated = reader.TryRead('^');
        CodePointSet? intersection = null;
        List<(int First, int Last)> ranges = [];
        // A ] that comes first is a character.
        if (reader.TryRead(']'))
            AddCharacterOrRange(ranges, ']', null);
        while (!reader.TryRead(']'))
        {
            if (reader.TryRead("&&"))
            {
                var left = CodePointSet.OfRanges(ranges);
                intersection = intersection?.Intersect(left) ?? left;
                ranges.Clear();
            }
            else if (reader.TryRead("[:"))
            {
                AddCharacterOrRange(ranges, 0, ParseBracket());
            }
            else if (reader.TryRead('['))
            {
                ranges.AddRange(ParseNested(depth + 1).Ranges);
            }
            else
            {
                var (codePoint, set) = ReadMember();
                AddCharacterOrRange(ranges, codePoint, set);
            }
        }
        var last = CodePointSet.OfRanges(ranges);
        return intersection?.Intersect(last) ?? last;
    }

    private void AddCharacterOrRange(List<(int First, int Last)> ranges, int first, CodePointSet? set)
    {
        if (!reader.StartsWith("-") || reader.StartsWith("-]") || reader.StartsWith("-&&"))
        {
            ranges.AddRange(set?.Ranges ?? [(first, first)]);
            return;
        }
        if (set != null || reader.StartsWith("-[:"))
            throw reader.Malformed("a range without beginning or end");
        reader.Read();
        // As in the original, a range up to a class is that class alone.
        if (reader.StartsWith("["))
            return;
        var (last, lastSet) = ReadMember();
        if (lastSet != null || last < first)
            throw reader.Malformed("a range without beginning or end");
        ranges.Add((first, last));
    }

    private (int CodePoint, CodePointSet? Set) ReadMember() => reader.TryRead('\\') ? ReadEscape(inClass: true) : (reader.Read(), null);

    private CodePointSet ParseBracket()
    {
        bool isNegated = reader.TryRead('^');
        string name = reader.ReadTo(":]", "[:");
        var set = UnicodeProperties.FindBracket(name) ?? throw reader.NotSupported($"the class [:{name}:]");
        return isNegated ? set.Complement() : set;
    }

    /// <summary>What follows a \: a code point, or a set.</summary>
    public (int CodePoint, CodePointSet? Set) ReadEscape(bool inClass)
    {
        int c = reader.Read();
        return c switch
        {
            'w' => (0, Word(inClass)),
            'W' => (0, Word(inClass).Complement()),
            's' => (0, UnicodeProperties.Space),
            'S' => (0, UnicodeProperties.Space.Complement()),
            'd' => (0, UnicodeProperties.Digit),
            'D' => (0, UnicodeProperties.Digit.Complement()),
            'h' => (0, UnicodeProperties.HexDigit),
            'H' => (0, UnicodeProperties.HexDigit.Complement()),
            'p' => (0, ReadProperty(isNegated: false, inClass)),
            'P' => (0, ReadProperty(isNegated: true, inClass)),
            't' => ('\t', null),
            'n' => ('\n', null),
            'v' => ('\v', null),
            'f' => ('\f', null),
            'r' => ('\r', null),
            'a' => ('\a', null),
            'e' => (0x1B, null),
            'b' when inClass => ('\b', null),
            'x' => (ReadHexadecimal(), null),
            'u' => (Checked(reader.ReadHexadecimal(4)), null),
            < 128 when char.IsAsciiLetterOrDigit((char)c) => throw reader.NotSupported($"the escape \\{(char)c}"),
            _ => (c, null),
        };
    }

    private int ReadHexadecimal()
    {
        if (reader.TryRead('{'))
        {
            string digits = reader.ReadTo("}", "\\x{");
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int codePoint))
                throw reader.NotSupported($"the escape \\x{{{digits}}}");
            return Checked(codePoint);
        }
        int value = reader.ReadHexadecimal(2);
        // In the original it is a byte of UTF-8.
        return value < 128 ? value : throw reader.NotSupported($"the escape \\x{value:X2} of a part of a character");
    }

    private int Checked(int codePoint) =>
        Rune.IsValid(codePoint) ? codePoint : throw reader.Malformed($"U+{codePoint:X4}, which is not a character");

    private CodePointSet ReadProperty(bool isNegated, bool inClass)
    {
        // The original takes \pL for the characters pL.
        if (!reader.TryRead('{'))
            throw reader.NotSupported("a property without braces");
        if (reader.TryRead('^'))
            isNegated = !isNegated;
        string name = reader.ReadTo("}", "\\p{");
        var set = UnicodeProperties.Find(name) ?? throw reader.NotSupported($"the property \\p{{{name}}}");
        if (set == UnicodeProperties.Word)
            set = Word(inClass);
        return isNegated ? set.Complement() : set;
    }

    /// <summary>In a class \w lacks the superscript digits and fractions that it has outside.</summary>
    private static CodePointSet Word(bool inClass) => inClass ? UnicodeProperties.FindBracket("word")! : UnicodeProperties.Word;
}

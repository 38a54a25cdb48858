using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>
/// Reads a regular expression in Oniguruma's syntax. What is malformed, or of no use where only the place of a match counts, is refused: captures that
/// are referred to, callouts, conditions, absent functions, \K, \G, \X.
/// </summary>
internal sealed class RegexParser
{
    /// <summary>A program of so many parts would be too large; each is a set, which takes more memory than what is written for it.</summary>
    private const int MaxParts = 2_000;

    private const int MaxDepth = 200, MaxCount = 100_000;

    private readonly RegexReader reader;
    private readonly RegexClassParser classes;
    private int parts;

    public RegexParser(string pattern)
    {
        reader = new(pattern);
        classes = new(reader);
    }

    /// <summary>Whether a group that was read has a name.</summary>
    public bool HasNames { get; private set; }

    public RegexNode Parse()
    {
        var root = ParseChoice(default, 0);
        return reader.AtEnd ? root : throw reader.Malformed("a ) without (");
    }

    /// <summary>Up to the end or a closing parenthesis.</summary>
    private RegexNode ParseChoice(PatternOptions options, int depth)
    {
        if (depth > MaxDepth)
            throw reader.NotSupported("groups in groups, too deep");
        List<RegexNode> choices = [ParseSequence(options, depth)];
        while (reader.TryRead('|'))
            choices.Add(ParseSequence(options, depth));
        return choices is [var single] ? single : new RegexNode.Choice(choices);
    }

    private RegexNode ParseSequence(PatternOptions options, int depth)
    {
        List<RegexNode> items = [];
        while (true)
        {
            SkipIgnored(options);
            if (reader.AtEnd || reader.Peek() is '|' or ')')
                break;
            var atom = ParseAtom(options, depth, out bool isRest);
            parts += atom is RegexNode.Choice choice ? choice.Options.Count : 1;
            if (parts > MaxParts)
                throw reader.NotSupported($"more than {MaxParts:N0} parts");
            items.Add(isRest ? Apart(atom) : ParseQuantifiers(atom, options));
        }
        Join(items);
        return items is [var single] ? single : new RegexNode.Sequence(items);
    }

    /// <summary>Neighbors without quantifier fold as one text: (?i:ss) is found in ß.</summary>
    private static void Join(List<RegexNode> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            if (items[i] is RegexNode.Folded { Joins: true } right && items[i - 1] is RegexNode.Folded { Joins: true } left)
            {
                items[i - 1] = new RegexNode.Folded([.. left.Written, .. right.Written], Joins: true);
                items.RemoveAt(i);
            }
        }
    }

    /// <summary>A character that is repeated folds alone.</summary>
    private static RegexNode Apart(RegexNode atom) => atom is RegexNode.Folded folded ? folded with { Joins = false } : atom;

    private RegexNode ParseAtom(PatternOptions options, int depth, out bool isRest)
    {
        isRest = false;
        int c = reader.Read();
        switch (c)
        {
            case '(':
                return ParseGroup(options, depth, out isRest);
            case '[':
                return classes.Parse(options.IgnoreCase);
            case '.':
                return new RegexNode.Set(options.DotMatchesNewline ? CodePointSet.All : CodePointSet.Of('\n').Complement());
            case '^':
                return new RegexNode.Position(RegexPosition.LineBegin);
            case '$':
                return new RegexNode.Position(RegexPosition.LineEnd);
            case '*' or '+' or '?':
            case '{' when IsQuantifier():
                throw reader.Malformed($"nothing to repeat before {(char)c}");
            case '\\':
                return ParseEscape(options);
            default:
                return Character(c, options);
        }
    }

    private RegexNode ParseEscape(PatternOptions options)
    {
        if (!reader.AtEnd && PositionOf(reader.Peek()) is { } position)
        {
            reader.Read();
            return new RegexNode.Position(position);
        }
        if (reader.TryRead('R'))
            return new RegexNode.Atomic(new RegexNode.Choice([
                new RegexNode.Sequence([new RegexNode.Set(CodePointSet.Of('\r')), new RegexNode.Set(CodePointSet.Of('\n'))]),
                new RegexNode.Set(CodePointSet.OfRanges(('\n', '\r'), (0x85, 0x85), (0x2028, 0x2029)))]));
        if (reader.TryRead('N'))
            return new RegexNode.Set(CodePointSet.Of('\n').Complement());
        if (reader.TryRead('O'))
            return new RegexNode.Set(CodePointSet.All);
        var (codePoint, set) = classes.ReadEscape(inClass: false);
        return set == null ? Character(codePoint, options) : new RegexNode.Set(set);
    }

    private static RegexPosition? PositionOf(int letter) => letter switch
    {
        'b' => RegexPosition.WordBoundary,
        'B' => RegexPosition.NoWordBoundary,
        'A' => RegexPosition.TextBegin,
        'Z' => RegexPosition.LastLineEnd,
        'z' => RegexPosition.TextEnd,
        _ => null,
    };

    private static RegexNode Character(int codePoint, PatternOptions options)
    {
        if (!options.IgnoreCase)
            return new RegexNode.Set(CodePointSet.Of(codePoint));
        return new RegexNode.Folded([codePoint], Joins: CaseFolding.Fold(codePoint).Length <= 1);
    }

    private RegexNode ParseGroup(PatternOptions options, int depth, out bool isRest)
    {
        isRest = false;
        if (!reader.AtEnd && reader.Peek() == '*')
            throw reader.NotSupported("a callout (*");
        if (!reader.TryRead('?'))
            return new RegexNode.Group(ParseBody(options, depth), RegexGroupKind.Unnamed);
        if (reader.TryRead(':'))
            return ParseBody(options, depth);
        if (reader.TryRead('>'))
            return new RegexNode.Atomic(ParseBody(options, depth));
        if (reader.TryRead('='))
            return new RegexNode.Look(ParseBody(options, depth), IsBehind: false, IsNegative: false);
        if (reader.TryRead('!'))
            return new RegexNode.Look(ParseBody(options, depth), IsBehind: false, IsNegative: true);
        if (reader.TryRead("<="))
            return new RegexNode.Look(ParseBody(options, depth), IsBehind: true, IsNegative: false);
        if (reader.TryRead("<!"))
            return new RegexNode.Look(ParseBody(options, depth), IsBehind: true, IsNegative: true);
        if (reader.TryRead('<'))
            return ParseNamed('>', options, depth);
        if (reader.TryRead('\''))
            return ParseNamed('\'', options, depth);
        var changed = ParseOptions(options, out bool endsHere);
        // (?i) holds to the end of the group around it, across alternatives.
        isRest = endsHere;
        return new RegexNode.Group(endsHere ? ParseChoice(changed, depth + 1) : ParseBody(changed, depth), RegexGroupKind.Options);
    }

    private RegexNode ParseNamed(char end, PatternOptions options, int depth)
    {
        while (!reader.TryRead(end))
        {
            int c = reader.Read();
            if (!UnicodeProperties.Word.Contains(c))
                throw reader.Malformed("a group's name with a character that is not a word character");
        }
        HasNames = true;
        return new RegexNode.Group(ParseBody(options, depth), RegexGroupKind.Named);
    }

    private RegexNode ParseBody(PatternOptions options, int depth)
    {
        var body = ParseChoice(options, depth + 1);
        return reader.TryRead(')') ? body : throw reader.Malformed("a ( without )");
    }

    private PatternOptions ParseOptions(PatternOptions options, out bool endsHere)
    {
        bool value = true;
        while (true)
        {
            int c = reader.Read();
            switch (c)
            {
                case '-':
                    value = false;
                    break;
                case 'i':
                    options = options with { IgnoreCase = value };
                    break;
                case 'm':
                    options = options with { DotMatchesNewline = value };
                    break;
                case 'x':
                    options = options with { IsExtended = value };
                    break;
                case ')' or ':':
                    endsHere = c == ')';
                    return options;
                default:
                    throw reader.NotSupported($"the group (?…{char.ConvertFromUtf32(c)}");
            }
        }
    }

    private RegexNode ParseQuantifiers(RegexNode atom, PatternOptions options)
    {
        while (true)
        {
            SkipIgnored(options);
            if (!TryReadQuantifier(out int min, out int max, out bool isBraced))
                return atom;
            if (!IsRepeatable(atom))
                throw reader.Malformed("a repeated anchor or look-around");
            // Once is no repetition: a character folds with its neighbors.
            if (min == 1 && max == 1)
                continue;
            var body = Apart(atom);
            if (min > max)
                atom = new RegexNode.Repeat(body, max, min, RegexGreed.Possessive);
            else if ((!isBraced || min != max) && reader.TryRead('?'))
                atom = new RegexNode.Repeat(body, min, max, RegexGreed.Lazy);
            else if (!isBraced && reader.TryRead('+'))
                atom = new RegexNode.Repeat(body, min, max, RegexGreed.Possessive);
            else
                atom = new RegexNode.Repeat(body, min, max, RegexGreed.Greedy);
        }
    }

    /// <summary>A repeated anchor, also as an option of a choice, is malformed. In a group, or beside something else, it is not.</summary>
    private static bool IsRepeatable(RegexNode node) => node switch
    {
        RegexNode.Position or RegexNode.Look => false,
        RegexNode.Choice choice => choice.Options.All(IsRepeatable),
        _ => true,
    };

    /// <summary>Whether a { that was just read begins a quantifier.</summary>
    private bool IsQuantifier()
    {
        int begin = reader.Index--;
        bool isQuantifier = TryReadBraces(out _, out _);
        reader.Index = begin;
        return isQuantifier;
    }

    private bool TryReadQuantifier(out int min, out int max, out bool isBraced)
    {
        (min, max, isBraced) = (0, int.MaxValue, false);
        if (reader.TryRead('*'))
            return true;
        if (reader.TryRead('+'))
        {
            min = 1;
            return true;
        }
        if (reader.TryRead('?'))
        {
            max = 1;
            return true;
        }
        isBraced = true;
        return TryReadBraces(out min, out max);
    }

    /// <summary>{n}, {n,}, {,m} or {n,m}; a brace that is none of these is a character.</summary>
    private bool TryReadBraces(out int min, out int max)
    {
        int begin = reader.Index;
        (min, max) = (0, int.MaxValue);
        if (!reader.TryRead('{'))
            return false;
        bool hasMin = reader.TryReadNumber(MaxCount, out min);
        bool hasComma = reader.TryRead(',');
        bool hasMax = hasComma && reader.TryReadNumber(MaxCount, out max);
        if (!hasComma)
            max = min;
        else if (!hasMax)
            max = int.MaxValue;
        if ((hasMin || hasMax) && reader.TryRead('}'))
            return true;
        reader.Index = begin;
        return false;
    }

    private void SkipIgnored(PatternOptions options)
    {
        while (!reader.AtEnd)
        {
            if (reader.TryRead("(?#"))
                SkipComment();
            else if (!options.IsExtended)
                return;
            else if (reader.TryRead('#'))
                reader.SkipLine();
            else if (reader.Peek() is ' ' or '\t' or '\n' or '\r' or '\f')
                reader.Read();
            else
                return;
        }
    }

    private void SkipComment()
    {
        while (reader.Read() is var c and not ')')
        {
            if (c == '\\')
                reader.Read();
        }
    }
}

using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>
/// An Oniguruma regular expression. .NET's can't stand in: its classes are of another Unicode version, it sees UTF-16 units instead of code points, and
/// it knows no full case folding; each of these gives other tokens.
/// </summary>
internal sealed class RegexPattern(string pattern) : TextPattern
{
    private readonly RegexProgram program = RegexCompiler.Compile(new RegexParser(pattern).Parse(), pattern);

    public override void FindMatches(ReadOnlySpan<char> text, RegexMatcher matcher, List<(int Start, int End)> matches)
    {
        if (text.IsEmpty)
            return;
        matcher.Begin(program, text.Length);
        int from = 0, lastEnd = -1;
        while (from <= text.Length)
        {
            int start = matcher.Search(text, from, out int end);
            if (start < 0)
                return;
            if (start == end && end == lastEnd)
            {
                from += from < text.Length ? CodePoints.Decode(text, from).Length : 1;
                continue;
            }
            matches.Add((start, end));
            from = lastEnd = end;
        }
    }
}

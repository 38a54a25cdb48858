using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A regular expression in Oniguruma's syntax, with the matches that Oniguruma finds.</summary>
/// <remarks>
/// <para>
/// Hugging Face's tokenizers search with Oniguruma, over UTF-8. .NET's regular expressions cannot stand in: their character classes follow the runtime's
/// Unicode version (here they are of Unicode 16, always), they see UTF-16 units instead of code points, and they have no full case folding (ß for ss).
/// Each of these gives other tokens, and a pattern translated for .NET would have to spell out all three. A native library would have to be there for every
/// platform. So the engine is our own; the tests compare it with Oniguruma on random patterns and texts.
/// </para>
/// <para>
/// Known differences. Refused by name: back references, calls, conditions, callouts, absent functions, \G, \K, \X, \y, octal and control escapes, \x80 to
/// \xFF (there they are bytes), properties without braces. Here a lone surrogate counts as U+FFFD. Oniguruma forgets a group that is repeated by {1}, so that
/// (?:ab){1}? is ab? there; it stumbles over a look-behind of nothing but optional characters, such as (?&lt;=a?b?); and in a look-behind of variable length
/// it sees no \b at the beginning of the text. Neither gives up at the same effort. Built for UTF-16, as package Onigwrap is, it also takes some negated
/// classes inside a class for everything, such as [[^\S]a].
/// </para>
/// </remarks>
internal sealed class RegexPattern(string pattern) : TextPattern
{
    private readonly RegexProgram program = RegexCompiler.Compile(pattern);

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

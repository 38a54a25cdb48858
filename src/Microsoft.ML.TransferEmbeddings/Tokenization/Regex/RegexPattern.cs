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
/// Refused by name are back references, calls, conditions, callouts, absent functions, \G, \K, \X, \y, octal and control escapes, \x80 to \xFF (bytes in
/// Oniguruma) and properties without braces. A lone surrogate counts as U+FFFD. Oddities of Oniguruma that are not repeated here:
/// </para>
/// <list type="bullet">
/// <item>A group repeated by {1} is forgotten: (?:ab){1}? is read as ab?.</item>
/// <item>A counted repetition of something large ends with the first turn that matches nothing: (…|){2}.</item>
/// <item>Any number of any characters after an anchor, \B\O* or \B.{2,}, and \R in a look-behind are not found.</item>
/// <item>A look-behind of nothing but optional characters, (?&lt;=a?b?), is an error.</item>
/// <item>In a look-behind of variable length there is no \b at the beginning of the text.</item>
/// <item>Searches are given up after another number of steps.</item>
/// <item>Over UTF-16, for which package Onigwrap is built, some negated classes inside a class match everything: [[^\S]a].</item>
/// </list>
/// </remarks>
internal sealed class RegexPattern(string pattern) : TextPattern
{
    /// <summary>In UTF-16 units. Published patterns have a few hundred, and a class of five characters may be a set of many kilobytes.</summary>
    public const int MaxLength = 10_000;

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

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A literal text, not empty.</summary>
internal sealed class LiteralPattern(string literal) : TextPattern
{
    public override void FindMatches(ReadOnlySpan<char> text, RegexMatcher matcher, List<(int Start, int End)> matches)
    {
        int start = 0;
        while (text[start..].IndexOf(literal) is var found and >= 0)
        {
            start += found + literal.Length;
            matches.Add((start - literal.Length, start));
        }
    }
}

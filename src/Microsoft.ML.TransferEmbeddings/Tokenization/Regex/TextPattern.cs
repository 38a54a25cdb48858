namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A pattern of a component of tokenizer.json: a literal text or an Oniguruma regular expression. Thread-safe.</summary>
internal abstract class TextPattern
{
    /// <summary>A pattern that matches a literal text.</summary>
    public static TextPattern Literal(string text) => text.Length == 0 ? Regex("") : new LiteralPattern(text);

    /// <summary>A regular expression in Oniguruma's own syntax.</summary>
    /// <exception cref="NotSupportedException">The pattern is malformed or has a construct that is not known here; the message names it.</exception>
    public static TextPattern Regex(string onigurumaPattern) => new RegexPattern(onigurumaPattern);

    /// <summary>
    /// Appends the matches in UTF-16 units, from left to right and without overlap. An empty match directly after another match does not count, and an
    /// empty text has none at all.
    /// </summary>
    /// <exception cref="InvalidOperationException">A regular expression tries far too many ways to match the text.</exception>
    public abstract void FindMatches(ReadOnlySpan<char> text, RegexMatcher matcher, List<(int Start, int End)> matches);
}

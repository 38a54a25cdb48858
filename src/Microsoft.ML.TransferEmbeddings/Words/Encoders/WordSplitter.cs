using System.Text.RegularExpressions;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Finds the words of a text. Thread-safe.</summary>
internal abstract class WordSplitter
{
    /// <summary>
    /// By the package's own tables of characters: the same words, and so the same vectors, on every version of .NET, and a letter outside the basic plane is
    /// one character.
    /// </summary>
    public static WordSplitter WordsAndSigns { get; } = new OwnPattern(@"\w+(?:'\w+)?|[^\w\s]");

    /// <param name="pattern">A regular expression of .NET; null for <see cref="WordsAndSigns"/>.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    public static WordSplitter Create(string? pattern) => pattern is null ? WordsAndSigns : new UserPattern(pattern);

    /// <summary>Appends the places of the words; none is empty.</summary>
    public abstract void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words);

    private sealed class OwnPattern(string pattern) : WordSplitter
    {
        private readonly TextPattern pattern = TextPattern.Regex(pattern);

        public override void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words)
        {
            pattern.FindMatches(text, TokenizerScratch.Current.Regex, words);
            TokenizerScratch.Release();
        }
    }

    private sealed class UserPattern(string pattern) : WordSplitter
    {
        private readonly System.Text.RegularExpressions.Regex regex = Parse(pattern);

        public override void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words)
        {
            foreach (var match in regex.EnumerateMatches(text))
            {
                if (match.Length > 0)
                    words.Add((match.Index, match.Index + match.Length));
            }
        }

        /// <summary>Without backtracking where the pattern allows it: then no text takes long, whoever wrote it.</summary>
        private static System.Text.RegularExpressions.Regex Parse(string pattern)
        {
            try
            {
                return new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            }
            catch (NotSupportedException)
            {
                return new(pattern, RegexOptions.CultureInvariant);
            }
        }
    }
}

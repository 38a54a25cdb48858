using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Finds the words of a text. Thread-safe.</summary>
internal abstract class WordSplitter
{
    /// <param name="pattern">Null for what stands between blanks.</param>
    /// <exception cref="NotSupportedException">The pattern is malformed, or has something that is not known here.</exception>
    public static WordSplitter Create(string? pattern) => pattern is null ? new BlankSplitter() : new PatternSplitter(pattern);

    /// <summary>Appends the places of the words; none is empty.</summary>
    public abstract void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words);

    private sealed class PatternSplitter(string pattern) : WordSplitter
    {
        private readonly TextPattern pattern = TextPattern.Regex(pattern);

        public override void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words)
        {
            pattern.FindMatches(text, TokenizerScratch.Current.Regex, words);
            TokenizerScratch.Release();
            words.RemoveAll(word => word.Start == word.End);
        }
    }

    /// <summary>As ML.NET's WordTokenizingTransformer: blanks separate, and no other white space does.</summary>
    private sealed class BlankSplitter : WordSplitter
    {
        public override void Split(ReadOnlySpan<char> text, List<(int Start, int End)> words)
        {
            foreach (var range in text.Split(' '))
            {
                if (!range.Start.Equals(range.End))
                    words.Add((range.Start.Value, range.End.Value));
            }
        }
    }
}

using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Split</c>: cuts at the matches of a text or a regular expression, or between them.</summary>
internal sealed class Split(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public void PreTokenize(PreTokenizedText text)
    {
        var matcher = TokenizerScratch.Current.Regex;
        foreach (var word in text.Words)
        {
            text.Matches.Clear();
            pattern.FindMatches(text.Text.Chars[word.Start..word.End], matcher, text.Matches);
            Delimiters.Cut(text, word, behavior, invert);
        }
        text.Commit();
    }
}

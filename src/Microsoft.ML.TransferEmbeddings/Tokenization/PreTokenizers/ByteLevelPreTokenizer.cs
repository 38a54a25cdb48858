using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>
/// tokenizer.json's <c>ByteLevel</c>: cuts words by GPT-2's pattern, unless that is switched off, and makes a visible character of every byte.
/// </summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool usePattern) : IPreTokenizer
{
    private static readonly Split Gpt2 = new(
        TextPattern.Regex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"), SplitBehavior.Isolated, invert: false);

    public void PreTokenize(PreTokenizedText text)
    {
        if (addPrefixSpace)
            PrependSpaces(text);
        if (usePattern)
            Gpt2.PreTokenize(text);

        var source = text.Text;
        var rewritten = text.Rewrite();
        foreach (var (start, end) in text.Words)
        {
            int wordStart = rewritten.Length;
            ByteCharacters.Append(source, start, end, rewritten);
            text.Add(wordStart, rewritten.Length);
        }
        text.Commit();
    }

    private static void PrependSpaces(PreTokenizedText text)
    {
        var source = text.Text;
        var rewritten = text.Rewrite();
        foreach (var (start, end) in text.Words)
        {
            int wordStart = rewritten.Length;
            if (source.Chars[start] != ' ')
                rewritten.Append(" ", source, start, start + 1);
            rewritten.AppendCopy(source, start, end);
            text.Add(wordStart, rewritten.Length);
        }
        text.Commit();
    }
}

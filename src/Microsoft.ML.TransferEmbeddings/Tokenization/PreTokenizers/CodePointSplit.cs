using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>A pre-tokenizer whose delimiters are single code points.</summary>
internal abstract class CodePointSplit(SplitBehavior behavior) : IPreTokenizer
{
    public void PreTokenize(PreTokenizedText text)
    {
        foreach (var word in text.Words)
        {
            text.Matches.Clear();
            var characters = text.Text.Chars[word.Start..word.End];
            for (int i = 0; i < characters.Length;)
            {
                Rune.DecodeFromUtf16(characters[i..], out var rune, out int length);
                if (IsDelimiter(rune.Value))
                    text.Matches.Add((i, i + length));
                i += length;
            }
            Delimiters.Cut(text, word, behavior, invert: false);
        }
        text.Commit();
    }

    protected abstract bool IsDelimiter(int codePoint);
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>FixedLength</c>: words of a fixed number of code points, the last one possibly shorter.</summary>
internal sealed class FixedLength(int length) : IPreTokenizer
{
    public void PreTokenize(PreTokenizedText text)
    {
        var characters = text.Text.Chars;
        foreach (var (start, end) in text.Words)
        {
            int open = start, codePoints = 0;
            for (int i = start; i < end; codePoints++)
            {
                if (codePoints == length)
                {
                    text.Add(open, i);
                    open = i;
                    codePoints = 0;
                }
                bool isPair = char.IsHighSurrogate(characters[i]) && i + 1 < end && char.IsLowSurrogate(characters[i + 1]);
                i += isPair ? 2 : 1;
            }
            text.Add(open, end);
        }
        text.Commit();
    }
}

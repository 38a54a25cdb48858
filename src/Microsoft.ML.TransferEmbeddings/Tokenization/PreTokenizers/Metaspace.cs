using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Metaspace</c>: a mark takes the place of every space and may begin the text; every mark may begin a word.</summary>
internal sealed class Metaspace(char mark, MetaspacePrepending prepending, bool split) : IPreTokenizer
{
    public bool ReadsOrigins => prepending == MetaspacePrepending.First;

    public void PreTokenize(PreTokenizedText text)
    {
        var source = text.Text;
        var rewritten = text.Rewrite();
        foreach (var (start, end) in text.Words)
        {
            int wordStart = rewritten.Length;
            if (IsPrepended(source, start))
                rewritten.Append([mark], source, start, start + 1);
            AppendMarked(source, start, end, rewritten);
            if (split)
                AddWords(text, rewritten, wordStart);
            else
                text.Add(wordStart, rewritten.Length);
        }
        text.Commit();
    }

    private bool IsPrepended(NormalizedText source, int start) =>
        source.Chars[start] is var first && first != ' ' && first != mark && prepending switch
        {
            MetaspacePrepending.Always => true,
            MetaspacePrepending.First => source.OriginOf(start).Start == 0,
            _ => false,
        };

    private void AppendMarked(NormalizedText source, int start, int end, NormalizedText rewritten)
    {
        int from = rewritten.Length;
        rewritten.AppendCopy(source, start, end);
        rewritten.ReplaceAll(' ', mark, from);
    }

    private void AddWords(PreTokenizedText text, NormalizedText rewritten, int start)
    {
        var characters = rewritten.Chars;
        int open = start;
        while (characters[(open + 1)..].IndexOf(mark) is >= 0 and var next)
        {
            text.Add(open, open + 1 + next);
            open += 1 + next;
        }
        text.Add(open, characters.Length);
    }
}

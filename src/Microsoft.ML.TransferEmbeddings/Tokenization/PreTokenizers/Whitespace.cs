using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Whitespace</c>: runs of word characters and runs of others are words; white space is dropped.</summary>
internal sealed class Whitespace : IPreTokenizer
{
    private enum Kind
    {
        Space,
        Word,
        Other,
    }

    public void PreTokenize(PreTokenizedText text)
    {
        foreach (var (start, end) in text.Words)
        {
            var last = Kind.Space;
            int open = start;
            for (int i = start; i < end;)
            {
                Rune.DecodeFromUtf16(text.Text.Chars[i..end], out var rune, out int length);
                var kind = KindOf(rune.Value);
                if (kind != last)
                {
                    if (last != Kind.Space)
                        text.Add(open, i);
                    open = i;
                    last = kind;
                }
                i += length;
            }
            if (last != Kind.Space)
                text.Add(open, end);
        }
        text.Commit();
    }

    private static Kind KindOf(int codePoint) =>
        CharacterClasses.IsRustWord(codePoint) ? Kind.Word
        : CharacterClasses.IsRustWhiteSpace(codePoint) ? Kind.Space
        : Kind.Other;
}

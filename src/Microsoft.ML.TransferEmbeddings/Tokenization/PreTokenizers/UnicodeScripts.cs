using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>
/// tokenizer.json's <c>UnicodeScripts</c>: cuts where the script changes. A space goes with what is before it, and Japanese is one script.
/// </summary>
internal sealed class UnicodeScripts : IPreTokenizer
{
    public void PreTokenize(PreTokenizedText text)
    {
        foreach (var (start, end) in text.Words)
        {
            UnicodeScript? last = null;
            // As in the original, what lies before the first script is dropped: spaces at the beginning.
            int open = -1;
            for (int i = start; i < end;)
            {
                Rune.DecodeFromUtf16(text.Text.Chars[i..end], out var rune, out int length);
                if (CharacterClasses.ScriptOf(rune.Value) is var script && script != UnicodeScript.Any && script != last)
                {
                    if (open >= 0)
                        text.Add(open, i);
                    open = i;
                    last = script;
                }
                i += length;
            }
            if (open >= 0)
                text.Add(open, end);
        }
        text.Commit();
    }
}

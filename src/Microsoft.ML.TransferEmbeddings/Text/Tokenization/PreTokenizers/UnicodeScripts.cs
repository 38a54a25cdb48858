using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// tokenizer.json's <c>UnicodeScripts</c>: cuts where the script changes. A space goes with what is before it, and Japanese is one script.
/// </summary>
internal sealed class UnicodeScripts : IPreTokenizer
{
    private const int ProlongedSoundMark = 0x30FC;

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
                if (rune.Value != ' ' && ScriptOf(rune.Value) is var script && script != last)
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

    private static UnicodeScript ScriptOf(int codePoint) =>
        codePoint == ProlongedSoundMark ? UnicodeScript.Han
        : CharacterClasses.ScriptOf(codePoint) is var script && script is UnicodeScript.Hiragana or UnicodeScript.Katakana ? UnicodeScript.Han
        : script;
}

using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// Character classes of the normalizers and pre-tokenizers other than BERT's, as in the original: of several Unicode versions, which do not
/// change with the runtime.
/// </summary>
internal static class CharacterClasses
{
    private const int LongVowelMark = 0x30FC;

    private static readonly CodePointSet Numeric, RustWord, Marks;

    /// <summary>Sorted, with what comes first in which script.</summary>
    private static readonly int[] ScriptStarts;
    private static readonly (int Last, UnicodeScript Script)[] ScriptEnds;

    static CharacterClasses()
    {
        var sections = UnicodeResource.Sections("character-classes.txt");
        Numeric = CodePointSet.OfRanges(sections["numeric"]);
        RustWord = CodePointSet.OfRanges(sections["word"]);
        Marks = CodePointSet.OfRanges(sections["mark"]);
        const string script = "script ";
        var scripts = sections.Where(s => s.Key.StartsWith(script, StringComparison.Ordinal))
            .SelectMany(s => s.Value.Select(r => (r.First, r.Last, Script: Merged(s.Key[script.Length..])))).OrderBy(r => r.First).ToList();
        ScriptStarts = [.. scripts.Select(s => s.First)];
        ScriptEnds = [.. scripts.Select(s => (s.Last, s.Script))];
    }

    /// <summary>Whether the Digits pre-tokenizer splits it off: ½, ² and Ⅷ too.</summary>
    public static bool IsNumeric(int codePoint) => Numeric.Contains(codePoint);

    /// <summary>Whether it is \w for the Whitespace pre-tokenizer and for added tokens that are single words.</summary>
    public static bool IsRustWord(int codePoint) => RustWord.Contains(codePoint);

    /// <summary>Whether it is \s for the same, and removed by Strip.</summary>
    public static bool IsRustWhiteSpace(int codePoint) => codePoint < 0x80
        ? codePoint is ' ' or (>= '\t' and <= '\r')
        : codePoint is 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;

    /// <summary>Whether the StripAccents normalizer removes it; nothing is decomposed first.</summary>
    public static bool IsStripAccentsMark(int codePoint) => codePoint >= 0x300 && Marks.Contains(codePoint);

    /// <summary>The lower case of a code point, which may be itself. At most two units; of all, only İ becomes two code points.</summary>
    public static int ToLower(int codePoint, Span<char> lower)
    {
        if ((BertCharacters.ClassOf(codePoint) & BertCharacter.Lower) == 0)
            return new Rune(codePoint).EncodeToUtf16(lower);
        var form = BertCharacters.ToLower(codePoint);
        form.CopyTo(lower);
        return form.Length;
    }

    /// <summary>Appends the lower case of the code point at <paramref name="index"/> of <paramref name="source"/>.</summary>
    public static void AppendLower(int codePoint, NormalizedText source, int index, NormalizedText output)
    {
        Span<char> lower = stackalloc char[2];
        foreach (char c in lower[..ToLower(codePoint, lower)])
            output.Append(c, source, index);
    }

    /// <summary>The script of a code point for the UnicodeScripts pre-tokenizer.</summary>
    public static UnicodeScript ScriptOf(int codePoint)
    {
        if (codePoint == LongVowelMark)
            return UnicodeScript.Han;
        if (codePoint == ' ')
            return UnicodeScript.Any;
        int found = Array.BinarySearch(ScriptStarts, codePoint);
        if (found < 0)
            found = ~found - 1;
        return found >= 0 && codePoint <= ScriptEnds[found].Last ? ScriptEnds[found].Script : UnicodeScript.Any;
    }

    /// <summary>Japanese is written in three scripts at once.</summary>
    private static UnicodeScript Merged(string name) => name is "Hiragana" or "Katakana" ? UnicodeScript.Han : Enum.Parse<UnicodeScript>(name);
}

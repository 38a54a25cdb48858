namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Properties of a code point that BERT's normalizer and pre-tokenizer use.</summary>
[Flags]
internal enum BertCharacter : byte
{
    None = 0,

    /// <summary>Deleted by clean_text.</summary>
    Removed = 1,

    /// <summary>Replaced by a space by clean_text.</summary>
    Space = 2,

    /// <summary>Surrounded by spaces by handle_chinese_chars.</summary>
    Ideograph = 4,

    /// <summary>A word of its own.</summary>
    Punctuation = 8,

    /// <summary>Ends a word and is dropped.</summary>
    WhiteSpace = 16,

    /// <summary>A mark that strip_accents removes.</summary>
    Mark = 32,

    /// <summary>Has another form when its accents are stripped.</summary>
    Stripped = 64,

    /// <summary>Has another form in lower case.</summary>
    Lower = 128,
}

/// <summary>
/// Character classes as the original has them. They are of several Unicode versions, none of them .NET's, and must not change with the runtime or
/// with its ICU: the same text has the same ids everywhere.
/// </summary>
internal static class BertCharacters
{
    private const int PageBits = 8, PageSize = 1 << PageBits;
    private const int FirstHangul = 0xAC00, LastHangul = 0xD7A3, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTail = 0x11A7, Vowels = 21, Tails = 28;

    private static readonly BertCharacter[]?[] Pages = new BertCharacter[]?[0x110000 >> PageBits];
    private static readonly Dictionary<int, string> StrippedForms = [];
    private static readonly Dictionary<int, string> LowerForms = [];

    static BertCharacters()
    {
        var section = BertCharacter.None;
        foreach (string line in UnicodeResource.Lines("bert-characters.txt"))
        {
            if (line.StartsWith('['))
                section = Enum.Parse<BertCharacter>(line.AsSpan(1, line.Length - 2), ignoreCase: true);
            else
                AddLine(section, line);
        }
        Mark(BertCharacter.Stripped, FirstHangul, LastHangul);
    }

    /// <summary>The class of any code point, surrogates included.</summary>
    public static BertCharacter ClassOf(int codePoint) =>
        Pages[codePoint >> PageBits] is { } page ? page[codePoint & (PageSize - 1)] : BertCharacter.None;

    /// <summary>The rest of a code point of class <see cref="BertCharacter.Stripped"/>: its decomposition without marks.</summary>
    public static ReadOnlySpan<char> Strip(int codePoint, Span<char> buffer)
    {
        if (codePoint is < FirstHangul or > LastHangul)
            return StrippedForms[codePoint];
        int syllable = codePoint - FirstHangul, tail = syllable % Tails;
        buffer[0] = (char)(FirstLead + syllable / (Vowels * Tails));
        buffer[1] = (char)(FirstVowel + syllable % (Vowels * Tails) / Tails);
        buffer[2] = (char)(FirstTail + tail);
        return buffer[..(tail == 0 ? 2 : 3)];
    }

    /// <summary>The lower case of a code point of class <see cref="BertCharacter.Lower"/>.</summary>
    public static ReadOnlySpan<char> ToLower(int codePoint) => LowerForms[codePoint];

    private static void AddLine(BertCharacter section, string line)
    {
        if (section is BertCharacter.Stripped or BertCharacter.Lower)
        {
            int[] points = Array.ConvertAll(line.Split(' '), digits => UnicodeResource.CodePoint(digits));
            var forms = section == BertCharacter.Stripped ? StrippedForms : LowerForms;
            forms.Add(points[0], string.Concat(points.Skip(1).Select(char.ConvertFromUtf32)));
            Mark(section, points[0], points[0]);
            return;
        }
        var (first, last) = UnicodeResource.Range(line);
        Mark(section, first, last);
    }

    private static void Mark(BertCharacter section, int first, int last)
    {
        for (int point = first; point <= last; point++)
        {
            var page = Pages[point >> PageBits] ??= new BertCharacter[PageSize];
            page[point & (PageSize - 1)] |= section;
        }
    }
}

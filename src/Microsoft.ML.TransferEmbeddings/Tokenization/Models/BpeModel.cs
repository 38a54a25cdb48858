using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>tokenizer.json's <c>BPE</c>: a word begins as its characters, and neighbors are merged, the earliest learned merge first.</summary>
internal sealed class BpeModel : ITokenModel
{
    private const int DirectCount = 0x180;

    private readonly BpeSettings settings;
    private readonly MergeTable merges;
    private readonly string fileName;
    private readonly WordCache cache = new();

    /// <summary>The ids of single characters without prefix and suffix, those of the byte alphabet among them; -1 where there is none.</summary>
    private readonly int[] direct = new int[DirectCount];

    private readonly int[] byteIds = new int[256];

    /// <summary>
    /// Whether nothing is ever merged across the beginning of a run of space marks. A text without pre-tokenizer is one long word; its segments can
    /// then be spelled, and remembered, one by one.
    /// </summary>
    private readonly bool cutsAtMarks;

    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeSettings settings, string fileName)
    {
        this.settings = settings;
        this.merges = merges;
        this.fileName = fileName;
        Vocabulary = vocabulary;
        UnknownTokenId = settings.UnknownToken is { } token ? vocabulary.IdOf(token) : null;
        for (int c = 0; c < DirectCount; c++)
            direct[c] = vocabulary.IdOf([(char)c]) ?? -1;
        for (int b = 0; b < byteIds.Length; b++)
            byteIds[b] = vocabulary.IdOf($"<0x{b:X2}>") ?? -1;
        cutsAtMarks = settings is { UnknownToken: not null, ContinuingPrefix: "", EndSuffix: "" }
            && vocabulary.IdOf([MergeTable.Mark]) is not null && !merges.CrossesMarks;
    }

    public Vocabulary Vocabulary { get; }

    public int? UnknownTokenId { get; }

    public void Tokenize(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        if (settings.IgnoreMerges && Vocabulary.TryGetId(word, out int whole))
        {
            tokens.Add(new Token(whole, 0, word.Length));
            return;
        }
        if (!cutsAtMarks)
        {
            TokenizeSegment(word, 0, tokens);
            return;
        }
        for (int start = 0, end; start < word.Length; start = end)
        {
            end = FindSegmentEnd(word, start);
            TokenizeSegment(word[start..end], start, tokens);
        }
    }

    /// <summary>A segment is a run of marks and the characters after it.</summary>
    private static int FindSegmentEnd(ReadOnlySpan<char> word, int start)
    {
        int characters = word[start..].IndexOfAnyExcept(MergeTable.Mark);
        int length = characters < 0 ? -1 : word[(start + characters)..].IndexOf(MergeTable.Mark);
        return length < 0 ? word.Length : start + characters + length;
    }

    private void TokenizeSegment(ReadOnlySpan<char> word, int offset, TokenBuffer tokens)
    {
        int first = tokens.Count;
        if (cache.TryAdd(word, tokens))
        {
            tokens.Shift(first, offset);
            return;
        }
        var symbols = TokenizerScratch.Current.Symbols;
        symbols.Clear();
        AddCharacters(word, symbols);
        symbols.Merge(merges);
        symbols.CopyTo(word, tokens);
        cache.Set(word, tokens.Written[first..]);
        tokens.Shift(first, offset);
    }

    private void AddCharacters(ReadOnlySpan<char> word, BpeWord symbols)
    {
        // An unknown character waits for the next known one, so that its neighbors can join it; bytes overtake it, as in the original.
        int unknownBytes = 0;
        for (int i = 0, length; i < word.Length; i += length)
        {
            Rune.DecodeFromUtf16(word[i..], out var rune, out length);
            bool isLast = i + length == word.Length;
            if (TryGetId(word.Slice(i, length), i == 0, isLast, out int id))
            {
                AddUnknown(word, symbols, ref unknownBytes);
                symbols.Add(id, rune.Utf8SequenceLength);
            }
            else if (!settings.ByteFallback || !TryAddBytes(rune, i == 0, isLast, symbols))
            {
                if (!settings.FuseUnknown)
                    AddUnknown(word, symbols, ref unknownBytes);
                unknownBytes += settings.UnknownToken is null ? 0 : rune.Utf8SequenceLength;
            }
        }
        AddUnknown(word, symbols, ref unknownBytes);
    }

    private void AddUnknown(ReadOnlySpan<char> word, BpeWord symbols, ref int bytes)
    {
        if (bytes > 0)
            symbols.Add(UnknownTokenId ?? throw UnknownWords.Error(word, fileName, settings.UnknownToken), bytes);
        bytes = 0;
    }

    private bool TryGetId(ReadOnlySpan<char> character, bool isFirst, bool isLast, out int id)
    {
        bool isPlain = (isFirst || settings.ContinuingPrefix.Length == 0) && (!isLast || settings.EndSuffix.Length == 0);
        if (isPlain && character[0] < DirectCount)
        {
            id = direct[character[0]];
            return id >= 0;
        }
        return isPlain
            ? Vocabulary.TryGetId(character, out id)
            : Vocabulary.TryGetId(Decorate(character, isFirst, isLast, stackalloc char[BpeSettings.MaxDecoration + 2]), out id);
    }

    private ReadOnlySpan<char> Decorate(ReadOnlySpan<char> character, bool isFirst, bool isLast, Span<char> buffer)
    {
        string prefix = isFirst ? "" : settings.ContinuingPrefix, suffix = isLast ? settings.EndSuffix : "";
        prefix.CopyTo(buffer);
        character.CopyTo(buffer[prefix.Length..]);
        suffix.CopyTo(buffer[(prefix.Length + character.Length)..]);
        return buffer[..(prefix.Length + character.Length + suffix.Length)];
    }

    /// <summary>All the bytes of a character, prefix and suffix among them, or none.</summary>
    private bool TryAddBytes(Rune rune, bool isFirst, bool isLast, BpeWord symbols)
    {
        Span<char> utf16 = stackalloc char[2], decorated = stackalloc char[BpeSettings.MaxDecoration + 2];
        var text = Decorate(utf16[..rune.EncodeToUtf16(utf16)], isFirst, isLast, decorated);
        Span<byte> utf8 = stackalloc byte[3 * (BpeSettings.MaxDecoration + 2)];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        foreach (byte b in utf8)
        {
            if (byteIds[b] < 0)
                return false;
        }
        foreach (byte b in utf8)
            symbols.Add(byteIds[b], 1);
        return true;
    }
}

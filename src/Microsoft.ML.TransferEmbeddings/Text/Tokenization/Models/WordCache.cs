namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// Words and their tokens, so that frequent words are spelled once. Bounded: a word's place follows from its hash, and a newer word takes it over.
/// Thread-safe without a lock, as an entry never changes; a hit allocates nothing.
/// </summary>
internal sealed class WordCache
{
    private const int Places = 1 << 14;
    private const int LongestWord = 64;

    private readonly Entry?[] entries = new Entry?[Places];

    private sealed record Entry(string Word, Token[] Tokens);

    /// <summary>Adds the tokens of a word that is known.</summary>
    public bool TryAdd(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        if (word.Length > LongestWord || Volatile.Read(ref PlaceOf(word)) is not { } entry || !word.SequenceEqual(entry.Word))
            return false;
        tokens.AddRange(entry.Tokens);
        return true;
    }

    /// <summary>Remembers a word.</summary>
    public void Set(ReadOnlySpan<char> word, ReadOnlySpan<Token> tokens)
    {
        if (word.Length <= LongestWord)
            Volatile.Write(ref PlaceOf(word), new Entry(word.ToString(), tokens.ToArray()));
    }

    private ref Entry? PlaceOf(ReadOnlySpan<char> word) => ref entries[string.GetHashCode(word) & (Places - 1)];
}

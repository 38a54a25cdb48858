namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>
/// Words and their tokens, so that frequent words, which come early, are spelled once. Bounded: a word's set follows from its hash, and a set that is full
/// stays as it is. Thread-safe without a lock, as an entry never changes; a hit allocates nothing, and nor does anything once the sets are full.
/// </summary>
internal sealed class WordCache
{
    private const int Sets = 1 << 12, EntriesASet = 4;
    private const int MaxWord = 64;

    private readonly Entry?[] entries = new Entry?[Sets * EntriesASet];

    private sealed record Entry(string Word, Token[] Tokens);

    /// <summary>Adds the tokens of a word that is known.</summary>
    public bool TryAdd(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        if (word.Length > MaxWord)
            return false;
        var set = SetOf(word);
        for (int i = 0; i < set.Length; i++)
        {
            if (Volatile.Read(ref set[i]) is not { } entry)
                return false;
            if (word.SequenceEqual(entry.Word))
            {
                tokens.AddRange(entry.Tokens);
                return true;
            }
        }
        return false;
    }

    /// <summary>Remembers a word.</summary>
    public void Set(ReadOnlySpan<char> word, ReadOnlySpan<Token> tokens)
    {
        if (word.Length > MaxWord)
            return;
        var set = SetOf(word);
        int place = set.IndexOf((Entry?)null);
        // Two threads may pick the same place: one of the words is then spelled again.
        if (place >= 0)
            Volatile.Write(ref set[place], new Entry(word.ToString(), tokens.ToArray()));
    }

    private Span<Entry?> SetOf(ReadOnlySpan<char> word) =>
        entries.AsSpan((string.GetHashCode(word) & (Sets - 1)) * EntriesASet, EntriesASet);
}

namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Finds a word's vector by the steps of a <see cref="WordLookup"/>. Thread-safe; allocates nothing for words of common length.</summary>
internal sealed class WordFinder(WordTable table, WordLookup lookup)
{
    private const int CharactersOnStack = 128;

    /// <summary>The row of a word as it is spelled or in lower case; -1 where there is none.</summary>
    public int FindRow(ReadOnlySpan<char> word)
    {
        int row = table.Find(word);
        if (row >= 0 || !lookup.LowerCase)
            return row;
        Span<char> lower = word.Length <= CharactersOnStack ? stackalloc char[CharactersOnStack] : new char[word.Length];
        lower = lower[..word.ToLowerInvariant(lower)];
        return lower.SequenceEqual(word) ? -1 : table.Find(lower);
    }

    /// <summary>Writes the word's vector, or what comes in its place.</summary>
    /// <returns>False where the word is unknown and nothing comes in its place; the vector is then zeros.</returns>
    /// <exception cref="KeyNotFoundException">The word is unknown and that is to be an error.</exception>
    public bool TryGet(ReadOnlySpan<char> word, Span<float> vector) => TryGet(word, FindRow(word), vector);

    /// <summary>As <see cref="TryGet(ReadOnlySpan{char}, Span{float})"/>, where the row is known already.</summary>
    public bool TryGet(ReadOnlySpan<char> word, int row, Span<float> vector)
    {
        if (row >= 0)
        {
            table.Row(row).CopyTo(vector);
            return true;
        }
        if (lookup.Subwords && table.Subwords?.TryCompute(word, vector) == true)
            return true;
        switch (lookup.Unknown)
        {
            case UnknownWord.Error:
                throw Unknown(word);
            case UnknownWord.Mean:
                table.Mean.CopyTo(vector);
                return true;
            default:
                vector.Clear();
                return lookup.Unknown == UnknownWord.Zero;
        }
    }

    public static KeyNotFoundException Unknown(ReadOnlySpan<char> word) => new(
        $"There is no vector for '{word}'. Check the spelling and case, or choose what it gets: {nameof(WordLookup)}.{nameof(WordLookup.Unknown)}.");
}

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// Puts sequences into rows, one after another, so that little is padding. A row costs its tokens; attention, whose work grows with the square of its length; and the calls
/// of its small matrix products. Rows are filled by best fit, the longest sequence first.
/// </summary>
internal static class RowPacking
{
    /// <summary>The length of a row, in tokens, at which attention takes as long as all else (between 300 and 1,500 were measured with all-MiniLM-L6-v2).</summary>
    private const long AttentionLength = 500;

    /// <summary>The tokens that take as long as a row takes for none.</summary>
    private const long TokensARow = 1;

    /// <summary>
    /// Tokens of a row that several sequences share, at most. The angles of rotary embeddings are the less exact the later the position: a vector differs by some 1e-5 of its
    /// length after a thousand tokens, and by 1e-4 after eight thousand.
    /// </summary>
    private const int LongestSharedRow = 1_024;

    /// <summary>Rows that are looked at for room: those opened last, which have the most.</summary>
    private const int OpenRows = 32;

    /// <summary>The lengths of rows that are tried, in tokens, beside that of the longest sequence.</summary>
    private static readonly int[] RowLengths = [0, 32, 48, 64, 96, 128, 256];

    /// <param name="order">Numbers of the sequences, the longest first.</param>
    /// <param name="lengths">Of all sequences, by their numbers.</param>
    /// <param name="maxTokens">Tokens of all rows, padding included.</param>
    /// <param name="maxRowTokens">Tokens of a row, but for one with a longer sequence.</param>
    /// <returns>The cheapest rows that were found; null where none has so few tokens. A sequence alone always has a row.</returns>
    public static SequenceBatch? Pack(ReadOnlySpan<int> order, ReadOnlySpan<int> lengths, int maxTokens, int maxRowTokens)
    {
        SequenceBatch? best = null;
        int longest = lengths[order[0]], tried = -1;
        foreach (int rowLength in RowLengths)
        {
            int capacity = Math.Max(longest, Math.Min(rowLength, maxRowTokens));
            if (capacity == tried)
                continue;
            tried = capacity;
            var batch = Fill(order, lengths, capacity);
            if ((batch.Tokens <= maxTokens || order.Length == 1) && (best is null || Cost(batch) < Cost(best)))
                best = batch;
        }
        return best;
    }

    private static long Cost(SequenceBatch batch) => batch.Rows * ((AttentionLength * (TokensARow + batch.Length)) + ((long)batch.Length * batch.Length));

    private static SequenceBatch Fill(ReadOnlySpan<int> order, ReadOnlySpan<int> lengths, int capacity)
    {
        var places = new SequencePlace[order.Length];
        var filled = new List<int>();
        for (int i = 0; i < order.Length; i++)
        {
            int length = lengths[order[i]], fullest = -1;
            for (int row = Math.Max(0, filled.Count - OpenRows); row < filled.Count; row++)
            {
                if (filled[row] + length <= Math.Min(capacity, LongestSharedRow) && (fullest < 0 || filled[row] > filled[fullest]))
                    fullest = row;
            }
            if (fullest < 0)
            {
                fullest = filled.Count;
                filled.Add(0);
            }
            places[i] = new SequencePlace(order[i], fullest, filled[fullest]);
            filled[fullest] += length;
        }
        Array.Sort(places, (a, b) => (a.Row, a.Start, a.Sequence).CompareTo((b.Row, b.Start, b.Sequence)));
        return new SequenceBatch(filled.Count, filled.Max(), places);
    }
}

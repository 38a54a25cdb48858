namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Pieces of which the longest that begins a text is looked up, without a string.</summary>
internal sealed class PieceTable
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids;

    /// <summary>Whether there is a piece of a length.</summary>
    private readonly bool[] lengths;

    public PieceTable(IEnumerable<KeyValuePair<string, int>> pieces)
    {
        var table = new Dictionary<string, int>(pieces, StringComparer.Ordinal);
        ids = table.GetAlternateLookup<ReadOnlySpan<char>>();
        lengths = new bool[table.Keys.Select(piece => piece.Length).DefaultIfEmpty().Max() + 1];
        foreach (string piece in table.Keys)
            lengths[piece.Length] = true;
    }

    /// <summary>The length of the longest piece that begins <paramref name="text"/>; 0 where none does.</summary>
    public int FindLongest(ReadOnlySpan<char> text, out int id)
    {
        for (int length = Math.Min(text.Length, lengths.Length - 1); length > 0; length--)
        {
            if (lengths[length] && ids.TryGetValue(text[..length], out id))
                return length;
        }
        id = 0;
        return 0;
    }
}

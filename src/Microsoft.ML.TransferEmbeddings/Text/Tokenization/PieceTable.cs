namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>The pieces of a vocabulary, looked up without a string.</summary>
internal sealed class PieceTable
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids;
    private readonly int longest;

    public PieceTable(IEnumerable<KeyValuePair<string, int>> pieces)
    {
        var table = new Dictionary<string, int>(pieces, StringComparer.Ordinal);
        ids = table.GetAlternateLookup<ReadOnlySpan<char>>();
        longest = table.Keys.Select(piece => piece.Length).DefaultIfEmpty().Max();
    }

    /// <summary>The length of the longest piece that begins <paramref name="text"/>; 0 where none does.</summary>
    public int FindLongest(ReadOnlySpan<char> text, out int id)
    {
        for (int length = Math.Min(text.Length, longest); length > 0; length--)
        {
            if (ids.TryGetValue(text[..length], out id))
                return length;
        }
        id = 0;
        return 0;
    }
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>Pieces and their ids, both ways, looked up without a string.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly string?[] tokens;

    /// <param name="ids">The pieces.</param>
    /// <param name="size">One more than the largest id.</param>
    public Vocabulary(Dictionary<string, int> ids, int size)
    {
        this.ids = ids;
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Size = size;
        tokens = new string?[size];
        foreach (var (token, id) in ids)
            tokens[id] = token;
    }

    /// <summary>One more than the largest id.</summary>
    public int Size { get; }

    /// <summary>The number of pieces.</summary>
    public int Count => ids.Count;

    public IReadOnlyDictionary<string, int> Ids => ids;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => lookup.TryGetValue(token, out id);

    /// <summary>The id of a piece; null where there is none.</summary>
    public int? IdOf(ReadOnlySpan<char> token) => lookup.TryGetValue(token, out int id) ? id : null;

    /// <summary>The piece with an id; null where there is none.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)tokens.Length ? tokens[id] : null;
}

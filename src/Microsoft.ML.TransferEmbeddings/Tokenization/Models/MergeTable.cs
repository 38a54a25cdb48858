namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>The merges of a BPE model: which two neighbors become what, and how early it was learned.</summary>
/// <param name="vocabulary">The pieces.</param>
/// <param name="capacity">How many merges are expected.</param>
/// <param name="prefixLength">The length of the prefix of pieces inside a word, which is lost in a merge.</param>
internal sealed class MergeTable(Vocabulary vocabulary, int capacity, int prefixLength)
{
    /// <summary>SentencePiece's mark of a space.</summary>
    public const char Mark = '\u2581';

    private readonly Dictionary<ulong, (int Rank, int Id)> merges = new(capacity);
    private char[] buffer = new char[64];

    /// <summary>The number of merges that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a piece that ends with another character is merged with one that begins with a mark.</summary>
    public bool CrossesMarks { get; private set; }

    /// <summary>Adds the next merge; a later one of the same pair counts.</summary>
    /// <returns>False where the vocabulary lacks the pieces or what they become.</returns>
    public bool TryAdd(string left, string right)
    {
        if (right.Length < prefixLength || !vocabulary.TryGetId(left, out int leftId) || !vocabulary.TryGetId(right, out int rightId))
            return false;
        int length = left.Length + right.Length - prefixLength;
        if (length > buffer.Length)
            buffer = new char[2 * length];
        left.CopyTo(buffer);
        right.AsSpan(prefixLength).CopyTo(buffer.AsSpan(left.Length));
        if (!vocabulary.TryGetId(buffer.AsSpan(0, length), out int id))
            return false;
        CrossesMarks |= right.StartsWith(Mark) && !left.EndsWith(Mark);
        merges[Key(leftId, rightId)] = (Count++, id);
        return true;
    }

    public bool TryGet(int left, int right, out (int Rank, int Id) merge) => merges.TryGetValue(Key(left, right), out merge);

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Words, or other keys such as items, each with a vector. Immutable and thread-safe.</summary>
public sealed partial class WordVectors
{
    private readonly string[] words;
    private readonly float[] table;
    private readonly Dictionary<string, int> rows;

    /// <param name="words">Distinct, in the order of the rows.</param>
    /// <param name="table">words.Length × dimension values, a row after the other; owned by the new object.</param>
    /// <param name="dimension">At least 1.</param>
    internal WordVectors(string[] words, float[] table, int dimension)
    {
        if (table.Length != (long)words.Length * dimension)
            throw new ArgumentException($"{words.Length} words of {dimension} dimensions need {(long)words.Length * dimension} values; the table has {table.Length}.", nameof(table));
        this.words = words;
        this.table = table;
        Dimension = dimension;
        rows = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (int row = 0; row < words.Length; row++)
            rows.Add(words[row], row);
    }

    /// <summary>Number of words.</summary>
    public int Count => words.Length;

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>The words in the order of the rows.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The vector of a word, as it is spelled; false where there is none.</summary>
    public bool TryGetVector(string word, out ReadOnlyMemory<float> vector)
    {
        ArgumentNullException.ThrowIfNull(word);
        bool found = rows.TryGetValue(word, out int row);
        vector = found ? table.AsMemory(row * Dimension, Dimension) : default;
        return found;
    }
}

using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Words, or other keys such as items, each with a vector. Immutable and thread-safe.</summary>
/// <remarks>
/// <see cref="Load"/> reads a file, <see cref="TransferEmbeddingsCatalog.EmbedKeys"/> and <see cref="TextEmbeddingModel.FromWordVectors"/> put the vectors into a
/// pipeline. Words are told apart by case; a <see cref="Lookup"/> may be more lenient.
/// </remarks>
public sealed partial class WordVectors
{
    private readonly WordTable table;
    private readonly WordFile? file;
    private readonly WordLookup? chosenLookup;
    private readonly WordFinder finder;

    /// <param name="words">Distinct, in the order of the rows.</param>
    /// <param name="table">words.Length × dimension values, a row after the other; owned by the new object.</param>
    /// <param name="dimension">At least 1.</param>
    internal WordVectors(string[] words, float[] table, int dimension)
        : this(new WordTable(words, table, dimension))
    {
    }

    internal WordVectors(WordTable table, WordFile? file = null, WordLookup? lookup = null)
    {
        this.table = table;
        this.file = file;
        chosenLookup = lookup;
        finder = new WordFinder(table, Lookup);
    }

    /// <summary>Number of words.</summary>
    public int Count => table.Count;

    /// <summary>Length of every vector.</summary>
    public int Dimension => table.Dimension;

    /// <summary>The words in the order of the rows.</summary>
    public IReadOnlyList<string> Words => table.Words;

    /// <summary>Whether the vectors can be computed of words that are not in the list, from their character n-grams, as in fastText's binary models.</summary>
    public bool HasSubwords => table.Subwords is not null;

    /// <summary>What is tried for a word that is not in the list as it is spelled.</summary>
    public WordLookup Lookup => chosenLookup ?? WordLookup.Default;

    internal WordTable Table => table;

    /// <summary>Null where nobody chose one.</summary>
    internal WordLookup? ChosenLookup => chosenLookup;

    /// <summary>The same vectors, looked up in another way. They are in memory once.</summary>
    public WordVectors WithLookup(WordLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        return new WordVectors(table, file, lookup);
    }

    /// <summary>The vector of a word, as it is spelled; false where there is none.</summary>
    public bool TryGetVector(string word, out ReadOnlyMemory<float> vector)
    {
        ArgumentNullException.ThrowIfNull(word);
        int row = table.Find(word);
        vector = row < 0 ? default : table.Values.Slice(row * Dimension, Dimension);
        return row >= 0;
    }

    /// <summary>A copy of the vector that the <see cref="Lookup"/> finds for a word.</summary>
    /// <exception cref="KeyNotFoundException">It finds none, and <see cref="WordLookup.Unknown"/> does not say what comes instead.</exception>
    public float[] GetVector(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var vector = new float[Dimension];
        return finder.TryGet(word, vector) ? vector : throw WordFinder.Unknown(word);
    }
}

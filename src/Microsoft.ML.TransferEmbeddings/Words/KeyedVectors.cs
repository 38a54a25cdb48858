using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Vectors by name, such as those of items, users or words. <see cref="Create"/> makes them of rows in memory; <see cref="WordVectors"/> are those of words, with
/// files, subwords and a lookup. Immutable and thread-safe; nothing needs to be disposed of.
/// </summary>
/// <remarks><see cref="TransferEmbeddingsCatalog.EmbedKeys(TransformsCatalog, string, KeyedVectors, string?)"/> puts the vectors into a pipeline.</remarks>
/// <example>
/// <code>
/// var items = KeyedVectors.Create(["apple", "pear", "nail"], [[1, 0.1f], [0.9f, 0.2f], [0, 1]]);
/// Console.WriteLine(items.MostSimilar("apple", 1)[0].Name); // prints pear
/// </code>
/// </example>
public partial class KeyedVectors
{
    private protected KeyedVectors(WordTable table, WordLookup? lookup)
    {
        Table = table;
        ChosenLookup = lookup;
        Finder = new WordFinder(table, EffectiveLookup);
    }

    /// <summary>Number of names.</summary>
    public int Count => Table.Count;

    /// <summary>Length of every vector.</summary>
    public int Dimension => Table.Dimension;

    /// <summary>Names, in the order of the rows.</summary>
    public IReadOnlyList<string> Names => Table.Words;

    internal WordTable Table { get; }

    /// <summary>Lookup that was chosen; null if none was.</summary>
    internal WordLookup? ChosenLookup { get; }

    internal WordLookup EffectiveLookup => ChosenLookup ?? WordLookup.Default;

    private protected WordFinder Finder { get; }

    /// <summary>Creates keyed vectors of rows in memory. The rows are copied unchanged.</summary>
    /// <param name="names">Distinct names, case-sensitive.</param>
    /// <param name="rows">A vector for each name, all of the same length and with finite values.</param>
    /// <exception cref="ArgumentException">There is no row, or not one for each name; a name is null, occurs twice or is not valid Unicode; a row is null, has
    /// another length than the first one or a value that is not finite. The message names it.</exception>
    public static KeyedVectors Create(IEnumerable<string> names, IEnumerable<float[]> rows) => new(TableBuilder.Build(names, rows), lookup: null);

    /// <summary>Finds the vector of a name, without any <see cref="WordVectors.Lookup"/>.</summary>
    /// <param name="name">The name, case-sensitive.</param>
    /// <param name="vector">The vector, <see cref="Dimension"/> values; empty if the name has none. It is not a copy.</param>
    /// <returns>Whether the name has a vector.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public bool TryGetVector(string name, out ReadOnlyMemory<float> vector)
    {
        ArgumentNullException.ThrowIfNull(name);
        int row = Table.Find(name);
        vector = row < 0 ? default : Table.Values.Slice(row * Dimension, Dimension);
        return row >= 0;
    }

    /// <summary>Returns a copy of the vector of a name; with <see cref="WordVectors"/> the one that their <see cref="WordVectors.Lookup"/> finds.</summary>
    /// <param name="name">The name.</param>
    /// <returns><see cref="Dimension"/> values.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="KeyNotFoundException">The name has no vector.</exception>
    public float[] GetVector(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var vector = new float[Dimension];
        return Finder.TryGet(name, vector) ? vector : throw WordFinder.Unknown(name);
    }

    internal static KeyedVectors Of(WordTable table) => new(table, lookup: null);

    /// <summary>Makes vectors with another lookup, which share the memory of these.</summary>
    internal KeyedVectors LookedUpBy(WordLookup lookup) => new(Table, lookup);
}

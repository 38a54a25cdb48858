using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>
/// Neighbors by cosine: exact, best first, equal cosines in the order of the rows. A vector of zeros has the cosine 0 with everything and no neighbors.
/// </content>
public partial class KeyedVectors
{
    /// <summary>Finds the names whose vectors have the largest cosine with that of a name, without the name itself.</summary>
    /// <param name="name">The name.</param>
    /// <param name="count">Maximum number of matches, at least 1.</param>
    /// <returns>The matches, best first; none if the vector is all zeros.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="KeyNotFoundException">The name has no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<KeyMatch> MostSimilar(string name, int count)
    {
        ArgumentNullException.ThrowIfNull(name);
        return MostSimilar([name], count)[0];
    }

    /// <summary>Finds the most similar names of several names, as <see cref="MostSimilar(string, int)"/> does and faster than one by one.</summary>
    /// <param name="names">The names.</param>
    /// <param name="count">Maximum number of matches for each name, at least 1.</param>
    /// <returns>The matches of each name, in the order of <paramref name="names"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    /// <exception cref="KeyNotFoundException">A name has no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<IReadOnlyList<KeyMatch>> MostSimilar(IReadOnlyList<string> names, int count)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var queries = new float[checked(names.Count * Dimension)];
        for (int i = 0; i < names.Count; i++)
            Cosine.MeanDirection([(GetVector(names[i]), 1)], queries.AsSpan(i * Dimension, Dimension));
        var others = names.Select(name => RowFilter.Except(RowsOf([name])));
        return Array.ConvertAll(ExactSearch.FindMany(Table.Searchable, queries, count, [.. others]), ToMatches);
    }

    /// <summary>Finds the names whose vectors have the largest cosine with a vector.</summary>
    /// <param name="vector">A vector of <see cref="Dimension"/> values.</param>
    /// <param name="count">Maximum number of matches, at least 1.</param>
    /// <returns>The matches, best first; none if the vector is all zeros.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<KeyMatch> MostSimilar(ReadOnlySpan<float> vector, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (vector.Length != Dimension || !TensorPrimitives.IsFiniteAll(vector))
            throw new ArgumentException($"The vector has {vector.Length} values; {Dimension} finite ones are wanted.", nameof(vector));
        float[] query = vector.ToArray();
        UnitLength.Scale(query);
        return ToMatches(ExactSearch.Find(Table.Searchable, query, count));
    }

    /// <summary>Computes the cosine of two names' vectors, from -1 to 1; 0 if one is all zeros.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another name.</param>
    /// <exception cref="KeyNotFoundException">A name has no vector.</exception>
    public float Similarity(string one, string other) => Cosine.Of(GetVector(one), GetVector(other));

    private protected int[] RowsOf(IEnumerable<string> names) => [.. names.Select(name => Finder.FindRow(name)).Where(row => row >= 0)];

    private protected IReadOnlyList<KeyMatch> ToMatches(RowMatch[] rows) => Array.ConvertAll(rows, found => new KeyMatch(Table.Words[found.Row], found.Score));
}

using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>What a model keeps: vectors of length 1, or the sums of those of several rows, each with its class, in the order in which they came. Immutable.</summary>
internal sealed class Examples
{
    private readonly int[] classes;
    private readonly int[] rows;
    private readonly float[] sums;
    private readonly FloatRows directions;

    /// <param name="dimension">Values of a vector.</param>
    /// <param name="classes">For each example its class.</param>
    /// <param name="rows">For each example the number of rows that it is the sum of.</param>
    /// <param name="sums">The examples' vectors, one after another.</param>
    public Examples(int dimension, int[] classes, int[] rows, float[] sums)
    {
        this.classes = classes;
        this.rows = rows;
        this.sums = sums;
        var units = new float[sums.Length];
        for (int start = 0; start < sums.Length; start += dimension)
            UnitLength.Normalize(sums.AsSpan(start, dimension), units.AsSpan(start, dimension));
        directions = FloatRows.ByDotProduct(units, dimension);
    }

    public int Count => classes.Length;

    public int Dimension => directions.Dimension;

    public ReadOnlySpan<int> Classes => classes;

    public ReadOnlySpan<int> Rows => rows;

    public ReadOnlySpan<float> Sums => sums;

    /// <summary>One example per vector.</summary>
    public static Examples Of(int dimension, IReadOnlyList<(int Class, float[] Vector)> vectors) => new Examples(dimension, [], [], []).With(vectors);

    /// <summary>These examples and one more per vector.</summary>
    public Examples With(IReadOnlyList<(int Class, float[] Vector)> vectors)
    {
        var more = new float[checked(sums.Length + vectors.Count * Dimension)];
        sums.CopyTo(more, 0);
        foreach (var (index, (_, vector)) in vectors.Index())
            UnitLength.Normalize(vector, more.AsSpan(sums.Length + index * Dimension, Dimension));
        return new Examples(Dimension, [.. classes, .. vectors.Select(pair => pair.Class)], [.. rows, .. vectors.Select(_ => 1)], more);
    }

    /// <summary>One example per class, in the order of the classes' first examples.</summary>
    public Examples Merged()
    {
        var places = new Dictionary<int, int>();
        foreach (int index in classes)
            places.TryAdd(index, places.Count);
        var mergedRows = new int[places.Count];
        var mergedSums = new float[places.Count * Dimension];
        for (int i = 0; i < Count; i++)
        {
            int place = places[classes[i]];
            mergedRows[place] += rows[i];
            var sum = mergedSums.AsSpan(place * Dimension, Dimension);
            TensorPrimitives.Add(sum, sums.AsSpan(i * Dimension, Dimension), sum);
        }
        return new Examples(Dimension, [.. places.Keys], mergedRows, mergedSums);
    }

    /// <summary>The examples with the largest cosines, the most similar first.</summary>
    /// <param name="unit">A vector of length 1.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>None for a vector without a direction.</returns>
    public ReadOnlySpan<RowMatch> Nearest(float[] unit, int count) => ExactSearch.Find(directions, unit.AsMemory(), count);

    /// <summary>All examples with their cosines, in their own order.</summary>
    /// <param name="unit">A vector of length 1.</param>
    /// <param name="matches">Room for all.</param>
    /// <returns>None for a vector without a direction.</returns>
    public ReadOnlySpan<RowMatch> All(float[] unit, RowMatch[] matches)
    {
        if (!ExactSearch.HasDirection(unit))
            return [];
        ExactSearch.ForEachBlock(directions, unit, (firstRow, cosines) =>
        {
            for (int i = 0; i < cosines.Length; i++)
                matches[firstRow + i] = new RowMatch(firstRow + i, cosines[i]);
        });
        return matches;
    }
}

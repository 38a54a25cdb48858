using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>Rows in single precision, scored by their dot product or their cosine with a query: for many queries at once a matrix product.</summary>
internal sealed class FloatRows : SearchRows
{
    private readonly ReadOnlyMemory<float> values;
    private readonly ReadOnlyMemory<float>? inverseLengths;

    private FloatRows(ReadOnlyMemory<float> values, int dimension, ReadOnlyMemory<float>? inverseLengths)
        : base(values.Length / dimension, dimension)
    {
        this.values = values;
        this.inverseLengths = inverseLengths;
    }

    /// <param name="values">The rows, one after another.</param>
    /// <param name="dimension">Values of a row.</param>
    public static FloatRows ByDotProduct(ReadOnlyMemory<float> values, int dimension) => new(values, dimension, inverseLengths: null);

    /// <summary>A score is the cosine times the query's length. A row of zeros has the score 0 with every query.</summary>
    /// <param name="values">The rows, one after another.</param>
    /// <param name="dimension">Values of a row.</param>
    /// <param name="inverseLengths"><see cref="UnitLength.Inverses"/> of the rows, which are worth keeping.</param>
    public static FloatRows ByCosine(ReadOnlyMemory<float> values, int dimension, ReadOnlyMemory<float> inverseLengths) =>
        new(values, dimension, inverseLengths);

    /// <summary>The first rows alone.</summary>
    public FloatRows First(int rows) => rows >= Count ? this : new FloatRows(values[..(rows * Dimension)], Dimension, inverseLengths?[..rows]);

    public override BlockScorer ScorerOf(ReadOnlyMemory<float> queries)
    {
        int queryCount = queries.Length / Dimension;
        return (firstRow, scores) =>
        {
            int rows = scores.Length / queryCount;
            var block = values.Span.Slice(firstRow * Dimension, rows * Dimension);
            MatrixProduct.Multiply<float>(queries.Span, block, Dimension, scores);
            if (inverseLengths is not { } inverses)
                return;
            for (int query = 0; query < queryCount; query++)
            {
                var ofQuery = scores.Slice(query * rows, rows);
                TensorPrimitives.Multiply(ofQuery, inverses.Span.Slice(firstRow, rows), ofQuery);
                if (!TensorPrimitives.IsFiniteAll<float>(ofQuery))
                    Mend(ofQuery, block, queries.Span.Slice(query * Dimension, Dimension));
            }
        };
    }

    /// <summary>Numbers near the limits of single precision have products or lengths beyond it.</summary>
    private static void Mend(Span<float> cosines, ReadOnlySpan<float> block, ReadOnlySpan<float> query)
    {
        double length = UnitLength.Of(query);
        for (int row = 0; row < cosines.Length; row++)
        {
            if (!float.IsFinite(cosines[row]))
                cosines[row] = (float)(Cosine.Of(block.Slice(row * query.Length, query.Length), query) * length);
        }
    }
}

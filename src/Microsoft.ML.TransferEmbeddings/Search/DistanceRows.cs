using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>Rows in single precision, scored by how far they are from a query: the distance (L2) with a minus sign. A query of zeros is one like any other.</summary>
/// <param name="values">The rows, one after another.</param>
/// <param name="dimension">Values of a row.</param>
internal sealed class DistanceRows(ReadOnlyMemory<float> values, int dimension) : SearchRows(values.Length / dimension, dimension)
{
    /// <summary>Shorter ones have squares that single precision rounds to nothing.</summary>
    private const float Shortest = 1e-18f;

    public override bool HasNearest(ReadOnlySpan<float> query) => TensorPrimitives.IsFiniteAll(query);

    public override BlockScorer ScorerOf(ReadOnlyMemory<float> queries)
    {
        int queryCount = queries.Length / Dimension;
        return (firstRow, scores) =>
        {
            int rows = scores.Length / queryCount;
            for (int row = 0; row < rows; row++)
            {
                var vector = values.Span.Slice((firstRow + row) * Dimension, Dimension);
                for (int query = 0; query < queryCount; query++)
                    scores[(query * rows) + row] = -Distance(vector, queries.Span.Slice(query * Dimension, Dimension));
            }
        };
    }

    private static float Distance(ReadOnlySpan<float> vector, ReadOnlySpan<float> query)
    {
        float distance = TensorPrimitives.Distance(vector, query);
        if (distance >= Shortest && float.IsFinite(distance))
            return distance;
        double squares = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            double difference = (double)vector[i] - query[i];
            squares += difference * difference;
        }
        return (float)Math.Sqrt(squares);
    }
}

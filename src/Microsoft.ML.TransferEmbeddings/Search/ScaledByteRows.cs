using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// Rows of one signed byte per value, each in steps of the row's own size. The query is taken to bytes too, so that a score is a dot product of integers, at the row's
/// scale.
/// </summary>
/// <param name="codes">The rows, one after another.</param>
/// <param name="scales">For each row what its product is multiplied by.</param>
/// <param name="dimension">Values of a row and of a query.</param>
internal sealed class ScaledByteRows(ReadOnlyMemory<sbyte> codes, ReadOnlyMemory<float> scales, int dimension) : SearchRows(scales.Length, dimension)
{
    public override BlockScorer ScorerOf(ReadOnlyMemory<float> queries)
    {
        int queryCount = queries.Length / Dimension;
        var bytes = new sbyte[queries.Length];
        var steps = new float[queryCount];
        for (int query = 0; query < queryCount; query++)
            steps[query] = ScaledBytes.Quantize(queries.Span.Slice(query * Dimension, Dimension), bytes.AsSpan(query * Dimension, Dimension));
        return (firstRow, scores) =>
        {
            int rows = scores.Length / queryCount;
            var block = codes.Span.Slice(firstRow * Dimension, rows * Dimension);
            var scalesOfBlock = scales.Span.Slice(firstRow, rows);
            for (int row = 0; row < rows; row++)
            {
                var code = block.Slice(row * Dimension, Dimension);
                for (int query = 0; query < queryCount; query++)
                    scores[query * rows + row] = ScaledBytes.Dot(bytes.AsSpan(query * Dimension, Dimension), code) * steps[query] * scalesOfBlock[row];
            }
        };
    }
}

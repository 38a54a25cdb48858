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
        int queryCount = queries.Length / Dimension, tiled = queryCount - (queryCount % ScaledBytes.QueriesAtOnce);
        var wide = new short[queries.Length];
        var steps = new float[queryCount];
        var code = new sbyte[Dimension];
        for (int query = 0; query < queryCount; query++)
        {
            steps[query] = ScaledBytes.Quantize(queries.Span.Slice(query * Dimension, Dimension), code);
            for (int i = 0; i < code.Length; i++)
                wide[(query * Dimension) + i] = code[i];
        }
        return (firstRow, scores) =>
        {
            int rows = scores.Length / queryCount;
            var block = codes.Span.Slice(firstRow * Dimension, rows * Dimension);
            for (int query = 0; query < tiled; query += ScaledBytes.QueriesAtOnce)
            {
                var four = wide.AsSpan(query * Dimension, ScaledBytes.QueriesAtOnce * Dimension);
                for (int row = 0; row < rows; row++)
                {
                    var products = ScaledBytes.DotFour(block.Slice(row * Dimension, Dimension), four);
                    float scale = scales.Span[firstRow + row];
                    scores[(query * rows) + row] = products.First * steps[query] * scale;
                    scores[((query + 1) * rows) + row] = products.Second * steps[query + 1] * scale;
                    scores[((query + 2) * rows) + row] = products.Third * steps[query + 2] * scale;
                    scores[((query + 3) * rows) + row] = products.Fourth * steps[query + 3] * scale;
                }
            }
            for (int query = tiled; query < queryCount; query++)
            {
                var one = wide.AsSpan(query * Dimension, Dimension);
                for (int row = 0; row < rows; row++)
                    scores[(query * rows) + row] = ScaledBytes.Dot(block.Slice(row * Dimension, Dimension), one) * steps[query] * scales.Span[firstRow + row];
            }
        };
    }
}

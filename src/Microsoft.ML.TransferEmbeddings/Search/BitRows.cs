using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>Rows of one bit per value (<see cref="SignBits"/>): the score is minus the number of bits that differ from the query's.</summary>
/// <param name="codes">The rows, one after another.</param>
/// <param name="dimension">Values of a row and of a query.</param>
internal sealed class BitRows(ReadOnlyMemory<byte> codes, int dimension) : SearchRows(codes.Length / SignBits.LengthOf(dimension), dimension)
{
    public override BlockScorer ScorerOf(ReadOnlyMemory<float> queries)
    {
        int queryCount = queries.Length / Dimension, length = SignBits.LengthOf(Dimension);
        var bits = new byte[queryCount * length];
        for (int query = 0; query < queryCount; query++)
            SignBits.Pack(queries.Span.Slice(query * Dimension, Dimension), bits.AsSpan(query * length, length));
        return (firstRow, scores) =>
        {
            int rows = scores.Length / queryCount;
            var block = codes.Span.Slice(firstRow * length, rows * length);
            for (int query = 0; query < queryCount; query++)
                SignBits.Distances(bits.AsSpan(query * length, length), block, scores.Slice(query * rows, rows));
        };
    }
}

using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// Rows of one signed byte per value, each a number of steps: scored by the dot product with the query of what the steps come to. A constant that all values of
/// a place have in common is left out; it changes no order.
/// </summary>
/// <param name="codes">The rows, one after another.</param>
/// <param name="steps">What one step is worth, for each place of a row.</param>
internal sealed class Int8Rows(ReadOnlyMemory<byte> codes, ReadOnlyMemory<float> steps) : SearchRows(codes.Length / steps.Length, steps.Length)
{
    public override BlockScorer ScorerOf(ReadOnlyMemory<float> queries)
    {
        var weights = new float[queries.Length];
        for (int start = 0; start < weights.Length; start += Dimension)
            TensorPrimitives.Multiply(queries.Span.Slice(start, Dimension), steps.Span, weights.AsSpan(start));
        int queryCount = queries.Length / Dimension;
        return (firstRow, scores) =>
        {
            int values = scores.Length / queryCount * Dimension;
            float[] block = ArrayPool<float>.Shared.Rent(values);
            TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(codes.Span.Slice(firstRow * Dimension, values)), block.AsSpan());
            MatrixProduct.Multiply<float>(weights, block.AsSpan(0, values), Dimension, scores);
            ArrayPool<float>.Shared.Return(block);
        };
    }
}

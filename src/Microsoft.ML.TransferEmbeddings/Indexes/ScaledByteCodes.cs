using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings.Indexes;

/// <summary>A byte per value, in steps of a size of the row's own, so that rows may come and go without ranges that hold for all.</summary>
internal sealed class ScaledByteCodes(int dimension, VectorSimilarity similarity) : RowCodes
{
    private sbyte[] codes = [];
    private float[] scales = [];

    public override void Grow(int rows)
    {
        Array.Resize(ref codes, rows * dimension);
        Array.Resize(ref scales, rows);
    }

    public override void Write(int row, ReadOnlySpan<float> vector)
    {
        float step = ScaledBytes.Quantize(vector, codes.AsSpan(row * dimension, dimension));
        scales[row] = similarity == VectorSimilarity.Cosine ? (float)(step * UnitLength.Inverse(vector)) : step;
    }

    public override void Move(int from, int to)
    {
        codes.AsSpan(from * dimension, dimension).CopyTo(codes.AsSpan(to * dimension));
        scales[to] = scales[from];
    }

    public override SearchRows Rows(int count) => new ScaledByteRows(codes.AsMemory(0, count * dimension), scales.AsMemory(0, count), dimension);
}

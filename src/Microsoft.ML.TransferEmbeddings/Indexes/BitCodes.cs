using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings.Indexes;

/// <summary>A bit per value.</summary>
internal sealed class BitCodes(int dimension) : RowCodes
{
    private readonly int length = SignBits.LengthOf(dimension);
    private byte[] codes = [];

    public override void Grow(int rows) => Array.Resize(ref codes, rows * length);

    public override void Write(int row, ReadOnlySpan<float> vector) => SignBits.Pack(vector, codes.AsSpan(row * length, length));

    public override void Move(int from, int to) => codes.AsSpan(from * length, length).CopyTo(codes.AsSpan(to * length));

    public override SearchRows Rows(int count) => new BitRows(codes.AsMemory(0, count * length), dimension);
}

using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>The vectors that a way has computed, a row a text. A row that it did not encode is all zeros.</summary>
internal sealed class VectorTable(int rows, int dimension)
{
    private readonly float[] values = new float[rows * dimension];

    public int Rows { get; } = rows;

    public int Dimension { get; } = dimension;

    public Span<float> this[int row] => values.AsSpan(row * Dimension, Dimension);

    public void Set(int row, in VBuffer<float> vector) => vector.CopyTo(this[row]);
}

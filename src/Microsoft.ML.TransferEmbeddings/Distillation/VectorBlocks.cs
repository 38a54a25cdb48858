using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>A matrix of vectors in several arrays, because one array ends at two billion values.</summary>
internal sealed class VectorBlocks
{
    private const int RowsOfBlock = 4096;

    private readonly float[][] blocks;

    public VectorBlocks(int count, int dimension)
    {
        (Count, Dimension) = (count, dimension);
        blocks = new float[(count + RowsOfBlock - 1) / RowsOfBlock][];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = new float[Math.Min(RowsOfBlock, count - i * RowsOfBlock) * dimension];
    }

    public int Count { get; }

    public int Dimension { get; }

    public float[] Mean()
    {
        var sum = new double[Dimension];
        var widened = new double[Dimension];
        for (int row = 0; row < Count; row++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(this[row], widened);
            TensorPrimitives.Add(sum, widened, sum);
        }
        return Array.ConvertAll(sum, value => (float)(value / Math.Max(1, Count)));
    }

    public Span<float> this[int row] => blocks[row / RowsOfBlock].AsSpan(row % RowsOfBlock * Dimension, Dimension);
}

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>The mean and the spread of each dimension of a block, over the rows that have it.</summary>
internal sealed class BlockStatistics(int length)
{
    private readonly double[] sums = new double[length];
    private readonly double[] squares = new double[length];
    private int count;

    public void Add(ReadOnlySpan<float> vector)
    {
        count++;
        for (int i = 0; i < vector.Length; i++)
        {
            sums[i] += vector[i];
            squares[i] += (double)vector[i] * vector[i];
        }
    }

    /// <summary>The block at a scale; zeros stand for a missing one.</summary>
    public FusedBlock ToBlock(BlockScaling scaling)
    {
        var block = new FusedBlock(length, Weight: 1, new float[length]) { UnitLength = scaling == BlockScaling.UnitLength };
        if (scaling != BlockScaling.ZScore)
            return block;
        double[] mean = Array.ConvertAll(sums, sum => count == 0 ? 0 : sum / count);
        // All dimensions together have a variance of 1. One that does not vary stays zero.
        float[] factors = [.. mean.Select((value, i) => Math.Max(0, squares[i] / Math.Max(1, count) - value * value)).Select(
            variance => variance > 1e-12 ? (float)(1 / Math.Sqrt(variance * length)) : 0)];
        return block with { Center = Array.ConvertAll(mean, value => (float)value), Factors = factors };
    }

    public float[] Mean => Array.ConvertAll(sums, sum => count == 0 ? 0f : (float)(sum / count));
}

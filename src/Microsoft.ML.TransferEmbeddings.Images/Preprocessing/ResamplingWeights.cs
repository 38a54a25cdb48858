using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// One axis of a resize: for each wanted position of the result the run of source positions that counts, and their weights as integers with 22 bits after
/// the point. The arithmetic, and its order, is that of Pillow's Resample.c.
/// </summary>
internal sealed class ResamplingWeights : IDisposable
{
    public const int PrecisionBits = 22;

    private readonly int[] first;
    private readonly int[] counts;
    private readonly int[] weights;
    private readonly int stride;

    /// <param name="filter">Not the nearest pixel.</param>
    /// <param name="source">The axis' length.</param>
    /// <param name="axis">What it becomes.</param>
    public ResamplingWeights(ResamplingFilter filter, int source, AxisGeometry axis)
    {
        double scale = (double)source / axis.Resized, filterScale = Math.Max(scale, 1), support = FilterKernel.Radius(filter) * filterScale;
        stride = EvenlyRounded(((int)Math.Ceiling(support) * 2) + 1);
        int used = (int)axis.Used;
        first = ArrayPool<int>.Shared.Rent(used);
        counts = ArrayPool<int>.Shared.Rent(used);
        weights = ArrayPool<int>.Shared.Rent(checked(used * stride));
        double[] exact = ArrayPool<double>.Shared.Rent(stride);
        for (int i = 0; i < used; i++)
        {
            double center = (axis.Start + i + 0.5) * scale;
            int from = Math.Max((int)(center - support + 0.5), 0), to = Math.Min((int)(center + support + 0.5), source);
            first[i] = from;
            counts[i] = to - from;
            double sum = 0;
            for (int x = 0; x < to - from; x++)
                sum += exact[x] = FilterKernel.Weight(filter, (x + from - center + 0.5) * (1 / filterScale));
            var row = weights.AsSpan(i * stride, stride);
            row.Clear();
            for (int x = 0; x < to - from; x++)
                row[x] = ToFixedPoint(sum != 0 ? exact[x] / sum : exact[x]);
        }
        ArrayPool<double>.Shared.Return(exact);
    }

    /// <summary>Of weights, of any position.</summary>
    public int MostPairs => stride / 2;

    public int First(int position) => first[position];

    public int Count(int position) => counts[position];

    /// <summary>The weights, and zeros up to an even number of them.</summary>
    public ReadOnlySpan<int> Of(int position) => weights.AsSpan(position * stride, EvenlyRounded(counts[position]));

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(first);
        ArrayPool<int>.Shared.Return(counts);
        ArrayPool<int>.Shared.Return(weights);
    }

    private static int ToFixedPoint(double weight) => (int)((weight * (1 << PrecisionBits)) + (weight < 0 ? -0.5 : 0.5));

    private static int EvenlyRounded(int count) => (count + 1) & ~1;
}

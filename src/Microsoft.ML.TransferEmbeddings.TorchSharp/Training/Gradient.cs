using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>
/// A tensor's gradient, row by row. That of a table of which a batch reads few rows has just these: the others are zeros that nobody wrote, which would take longer than
/// the rest of a step.
/// </summary>
internal sealed class Gradient
{
    private static readonly float[] Zeros = new float[1 << 12];

    private readonly Tensor values;
    private readonly int width;
    private readonly int[]? rows;

    private Gradient(Tensor values, int width, int[]? rows)
    {
        this.values = values;
        this.width = width;
        this.rows = rows;
    }

    /// <summary>Is given a part of the gradient and where it begins.</summary>
    public delegate void PartAction(int start, ReadOnlySpan<float> part);

    /// <param name="gradient">Dense, or sparse with whole rows. The tensors that are made of it belong to the scope that is open.</param>
    public static Gradient Of(Tensor gradient)
    {
        if (!gradient.is_sparse)
            return new Gradient(gradient.contiguous(), 0, null);
        long[] read = gradient.SparseIndices.contiguous().data<long>().ToArray();
        // A row that was read several times is there several times.
        int[] rows = [.. read.Distinct().Order().Select(row => checked((int)row))];
        long[] places = [.. read.Select(row => (long)Array.BinarySearch(rows, (int)row))];
        var values = torch.zeros([rows.Length, .. gradient.shape[1..]]).index_add_(0, torch.tensor(places), gradient.SparseValues, Scalars.One);
        return new Gradient(values, (int)(values.NumberOfElements / rows.Length), rows);
    }

    /// <summary>Gives all values of a range, one part after another.</summary>
    public void ForEachPart(int start, int length, PartAction action) => ForEachPart(start, length, withZeros: true, action);

    public double SumOfSquares(int start, int length)
    {
        double sum = 0;
        ForEachPart(start, length, withZeros: false, (_, part) => sum += TensorPrimitives.SumOfSquares(part));
        return sum;
    }

    private void ForEachPart(int start, int length, bool withZeros, PartAction action)
    {
        var floats = AdamW.Floats(values);
        if (rows is null)
        {
            action(start, floats.Slice(start, length));
            return;
        }
        int end = start + length, first = Array.BinarySearch(rows, start / width);
        for (int row = first < 0 ? ~first : first; start < end; row++)
        {
            int next = row < rows.Length ? Math.Min(end, rows[row] * width) : end;
            for (; start < next; start += Math.Min(Zeros.Length, next - start))
            {
                if (withZeros)
                    action(start, Zeros.AsSpan(0, Math.Min(Zeros.Length, next - start)));
            }
            if (start >= end)
                return;
            int skipped = start - (rows[row] * width), count = Math.Min(width - skipped, end - start);
            action(start, floats.Slice((row * width) + skipped, count));
            start += count;
        }
    }
}

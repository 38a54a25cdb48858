using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// Sums of vectors, each times a number. Four vectors of the sum's length are added at once, so that the sum is read and written once, and not four times.
/// </summary>
internal static class WeightedSum
{
    /// <summary>Adds to one sum. The weights of the vectors are <paramref name="stride"/> numbers apart.</summary>
    public static void Add(
        Span<double> sum, ReadOnlySpan<double> v0, ReadOnlySpan<double> v1, ReadOnlySpan<double> v2, ReadOnlySpan<double> v3, ReadOnlySpan<double> weights, int stride)
    {
        ref double s = ref MemoryMarshal.GetReference(sum);
        ref double r0 = ref MemoryMarshal.GetReference(v0[..sum.Length]), r1 = ref MemoryMarshal.GetReference(v1[..sum.Length]);
        ref double r2 = ref MemoryMarshal.GetReference(v2[..sum.Length]), r3 = ref MemoryMarshal.GetReference(v3[..sum.Length]);
        double w0 = weights[0], w1 = weights[stride], w2 = weights[2 * stride], w3 = weights[3 * stride];
        Vector<double> f0 = new(w0), f1 = new(w1), f2 = new(w2), f3 = new(w3);
        nuint i = 0, end = (nuint)(sum.Length - sum.Length % Vector<double>.Count);
        for (; i < end; i += (nuint)Vector<double>.Count)
        {
            var total = Vector.FusedMultiplyAdd(f0, Vector.LoadUnsafe(ref r0, i), Vector.LoadUnsafe(ref s, i));
            total = Vector.FusedMultiplyAdd(f1, Vector.LoadUnsafe(ref r1, i), total);
            total = Vector.FusedMultiplyAdd(f2, Vector.LoadUnsafe(ref r2, i), total);
            Vector.FusedMultiplyAdd(f3, Vector.LoadUnsafe(ref r3, i), total).StoreUnsafe(ref s, i);
        }
        for (int rest = (int)end; rest < sum.Length; rest++)
            sum[rest] += w0 * v0[rest] + w1 * v1[rest] + w2 * v2[rest] + w3 * v3[rest];
    }

    /// <summary>Adds to two sums that follow each other, as the two weights of a vector do: each number of a vector is loaded once for both.</summary>
    public static void AddToTwo(
        Span<double> sums, ReadOnlySpan<double> v0, ReadOnlySpan<double> v1, ReadOnlySpan<double> v2, ReadOnlySpan<double> v3, ReadOnlySpan<double> weights, int stride)
    {
        int length = sums.Length / 2;
        ref double s = ref MemoryMarshal.GetReference(sums), t = ref MemoryMarshal.GetReference(sums[length..]);
        ref double r0 = ref MemoryMarshal.GetReference(v0[..length]), r1 = ref MemoryMarshal.GetReference(v1[..length]);
        ref double r2 = ref MemoryMarshal.GetReference(v2[..length]), r3 = ref MemoryMarshal.GetReference(v3[..length]);
        Vector<double> f0 = new(weights[0]), f1 = new(weights[stride]), f2 = new(weights[2 * stride]), f3 = new(weights[3 * stride]);
        Vector<double> g0 = new(weights[1]), g1 = new(weights[stride + 1]), g2 = new(weights[2 * stride + 1]), g3 = new(weights[3 * stride + 1]);
        nuint i = 0, end = (nuint)(length - length % Vector<double>.Count);
        for (; i < end; i += (nuint)Vector<double>.Count)
        {
            Vector<double> x0 = Vector.LoadUnsafe(ref r0, i), x1 = Vector.LoadUnsafe(ref r1, i), x2 = Vector.LoadUnsafe(ref r2, i), x3 = Vector.LoadUnsafe(ref r3, i);
            var total = Vector.FusedMultiplyAdd(f0, x0, Vector.LoadUnsafe(ref s, i));
            total = Vector.FusedMultiplyAdd(f1, x1, total);
            total = Vector.FusedMultiplyAdd(f2, x2, total);
            Vector.FusedMultiplyAdd(f3, x3, total).StoreUnsafe(ref s, i);
            total = Vector.FusedMultiplyAdd(g0, x0, Vector.LoadUnsafe(ref t, i));
            total = Vector.FusedMultiplyAdd(g1, x1, total);
            total = Vector.FusedMultiplyAdd(g2, x2, total);
            Vector.FusedMultiplyAdd(g3, x3, total).StoreUnsafe(ref t, i);
        }
        for (int rest = (int)end; rest < length; rest++)
        {
            sums[rest] += f0[0] * v0[rest] + f1[0] * v1[rest] + f2[0] * v2[rest] + f3[0] * v3[rest];
            sums[length + rest] += g0[0] * v0[rest] + g1[0] * v1[rest] + g2[0] * v2[rest] + g3[0] * v3[rest];
        }
    }
}

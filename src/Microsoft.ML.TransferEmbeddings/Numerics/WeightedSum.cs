using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Sums of vectors, each times a number.</summary>
internal static class WeightedSum
{
    /// <summary>Adds four vectors of the sum's length at once: the sum is read and written once, and not four times.</summary>
    public static void Add(
        Span<double> sum, ReadOnlySpan<double> v0, double w0, ReadOnlySpan<double> v1, double w1, ReadOnlySpan<double> v2, double w2, ReadOnlySpan<double> v3, double w3)
    {
        ref double s = ref MemoryMarshal.GetReference(sum);
        ref double r0 = ref MemoryMarshal.GetReference(v0[..sum.Length]), r1 = ref MemoryMarshal.GetReference(v1[..sum.Length]);
        ref double r2 = ref MemoryMarshal.GetReference(v2[..sum.Length]), r3 = ref MemoryMarshal.GetReference(v3[..sum.Length]);
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
}

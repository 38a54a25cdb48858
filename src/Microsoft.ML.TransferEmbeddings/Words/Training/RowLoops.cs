using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// The inner loops of training, over rows whose lengths are multiples of <see cref="Lanes"/>: no rest is treated apart, which would cost as much as the work where a row has a
/// hundred numbers.
/// </summary>
internal static class RowLoops
{
    public const int Lanes = 8;

    /// <summary>The length of a row of so many numbers; after them stand zeros, which no loop changes.</summary>
    public static int Padded(int dimension) => (dimension + Lanes - 1) / Lanes * Lanes;

    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        CheckLengths(one.Length, other.Length);
        ref float a = ref MemoryMarshal.GetReference(one), b = ref MemoryMarshal.GetReference(other);
        Vector256<float> even = default, odd = default;
        nuint i = 0, end = (nuint)one.Length, pairs = end - end % (2 * Lanes);
        for (; i < pairs; i += 2 * Lanes)
        {
            even = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i), even);
            odd = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, i + Lanes), Vector256.LoadUnsafe(ref b, i + Lanes), odd);
        }
        if (i < end)
            even = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i), even);
        return Vector256.Sum(even + odd);
    }

    /// <summary>One pass for both sides of a prediction: gradient += step · output, and output += step · hidden.</summary>
    public static void Learn(float step, ReadOnlySpan<float> hidden, Span<float> output, Span<float> gradient)
    {
        CheckLengths(hidden.Length, output.Length);
        CheckLengths(hidden.Length, gradient.Length);
        ref float h = ref MemoryMarshal.GetReference(hidden), o = ref MemoryMarshal.GetReference(output), g = ref MemoryMarshal.GetReference(gradient);
        var steps = Vector256.Create(step);
        for (nuint i = 0; i < (nuint)hidden.Length; i += Lanes)
        {
            var before = Vector256.LoadUnsafe(ref o, i);
            Vector256.MultiplyAddEstimate(steps, before, Vector256.LoadUnsafe(ref g, i)).StoreUnsafe(ref g, i);
            Vector256.MultiplyAddEstimate(steps, Vector256.LoadUnsafe(ref h, i), before).StoreUnsafe(ref o, i);
        }
    }

    /// <summary>sum = one + other; it may be either.</summary>
    public static void Add(ReadOnlySpan<float> one, ReadOnlySpan<float> other, Span<float> sum)
    {
        CheckLengths(one.Length, other.Length);
        CheckLengths(one.Length, sum.Length);
        ref float a = ref MemoryMarshal.GetReference(one), b = ref MemoryMarshal.GetReference(other), s = ref MemoryMarshal.GetReference(sum);
        for (nuint i = 0; i < (nuint)one.Length; i += Lanes)
            (Vector256.LoadUnsafe(ref a, i) + Vector256.LoadUnsafe(ref b, i)).StoreUnsafe(ref s, i);
    }

    /// <summary>The loops read and write without looking.</summary>
    private static void CheckLengths(int one, int other)
    {
        if (one != other || one % Lanes != 0)
            Refuse(one, other);
    }

    /// <summary>Apart, so that the check is small enough to be inlined.</summary>
    private static void Refuse(int one, int other) =>
        throw new ArgumentException($"Rows of {one} and {other} numbers; they must be of one length, a multiple of {Lanes}.");
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Vectors in signed bytes: 127 steps up and down from zero, as large as the vector's largest value needs.</summary>
internal static class ScaledBytes
{
    private const int Steps = 127;

    /// <param name="vector">Finite values.</param>
    /// <param name="code">As many bytes.</param>
    /// <returns>The size of a step.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector)), step = largest / Steps;
        if (!float.IsNormal(step))
        {
            // Of zeros, and of numbers that have no step in single precision.
            code.Clear();
            return 0;
        }
        for (int i = 0; i < vector.Length; i++)
            code[i] = (sbyte)MathF.Round(vector[i] / step);
        return step;
    }

    /// <summary>The dot product of two codes. It is exact.</summary>
    public static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other)
    {
        ref sbyte a = ref MemoryMarshal.GetReference(one), b = ref MemoryMarshal.GetReference(other);
        nuint i = 0, length = (nuint)one.Length;
        int sum = 0;
        if (Avx512BW.IsSupported)
        {
            var sums = Vector512<int>.Zero;
            for (; i + 32 <= length; i += 32)
            {
                sums += Avx512BW.MultiplyAddAdjacent(
                    Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref a, i)), Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref b, i)));
            }
            sum = Vector512.Sum(sums);
        }
        else if (Avx2.IsSupported)
        {
            var sums = Vector256<int>.Zero;
            for (; i + 16 <= length; i += 16)
                sums += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref a, i)), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref b, i)));
            sum = Vector256.Sum(sums);
        }
        else
        {
            // A sum of two products of bytes may leave 16 bits, one product doesn't.
            var sums = Vector128<int>.Zero;
            for (; i + 16 <= length; i += 16)
            {
                var (a0, a1) = Vector128.Widen(Vector128.LoadUnsafe(ref a, i));
                var (b0, b1) = Vector128.Widen(Vector128.LoadUnsafe(ref b, i));
                var (p0, p1) = Vector128.Widen(a0 * b0);
                var (p2, p3) = Vector128.Widen(a1 * b1);
                sums += (p0 + p1) + (p2 + p3);
            }
            sum = Vector128.Sum(sums);
        }
        for (int rest = (int)i; rest < one.Length; rest++)
            sum += one[rest] * other[rest];
        return sum;
    }
}

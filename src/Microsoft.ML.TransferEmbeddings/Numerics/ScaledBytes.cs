using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Vectors in signed bytes: 127 steps up and down from zero, as large as the vector's largest value needs.</summary>
internal static class ScaledBytes
{
    /// <summary>Queries that a code is multiplied with while it is in registers.</summary>
    public const int QueriesAtOnce = 4;

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
    /// <param name="code">One of them.</param>
    /// <param name="query">The other, in the width in which products are added.</param>
    public static int Dot(ReadOnlySpan<sbyte> code, ReadOnlySpan<short> query)
    {
        ref sbyte c = ref MemoryMarshal.GetReference(code);
        ref short q = ref MemoryMarshal.GetReference(query);
        var sums = Vector256<int>.Zero;
        nuint i = 0;
        for (; i + 16 <= (nuint)code.Length; i += 16)
            sums += MultiplyAdd(Load(ref c, i), Vector256.LoadUnsafe(ref q, i));
        int sum = Vector256.Sum(sums);
        for (int rest = (int)i; rest < code.Length; rest++)
            sum += code[rest] * query[rest];
        return sum;
    }

    /// <summary>As <see cref="Dot"/> with <see cref="QueriesAtOnce"/> queries, one after another.</summary>
    public static (int First, int Second, int Third, int Fourth) DotFour(ReadOnlySpan<sbyte> code, ReadOnlySpan<short> queries)
    {
        int length = code.Length;
        ref sbyte c = ref MemoryMarshal.GetReference(code);
        ref short q0 = ref MemoryMarshal.GetReference(queries), q1 = ref MemoryMarshal.GetReference(queries[length..]);
        ref short q2 = ref MemoryMarshal.GetReference(queries[(2 * length)..]), q3 = ref MemoryMarshal.GetReference(queries[(3 * length)..]);
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint i = 0;
        for (; i + 16 <= (nuint)length; i += 16)
        {
            var part = Load(ref c, i);
            s0 += MultiplyAdd(part, Vector256.LoadUnsafe(ref q0, i));
            s1 += MultiplyAdd(part, Vector256.LoadUnsafe(ref q1, i));
            s2 += MultiplyAdd(part, Vector256.LoadUnsafe(ref q2, i));
            s3 += MultiplyAdd(part, Vector256.LoadUnsafe(ref q3, i));
        }
        var sums = (First: Vector256.Sum(s0), Second: Vector256.Sum(s1), Third: Vector256.Sum(s2), Fourth: Vector256.Sum(s3));
        for (int rest = (int)i; rest < length; rest++)
        {
            sums.First += code[rest] * queries[rest];
            sums.Second += code[rest] * queries[length + rest];
            sums.Third += code[rest] * queries[(2 * length) + rest];
            sums.Fourth += code[rest] * queries[(3 * length) + rest];
        }
        return sums;
    }

    private static Vector256<short> Load(ref sbyte code, nuint place)
    {
        var bytes = Vector128.LoadUnsafe(ref code, place);
        return Avx2.IsSupported ? Avx2.ConvertToVector256Int16(bytes) : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
    }

    /// <summary>A sum of two products of bytes may leave 16 bits; one product doesn't.</summary>
    private static Vector256<int> MultiplyAdd(Vector256<short> one, Vector256<short> other)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(one, other);
        var (lower, upper) = Vector256.Widen(one * other);
        return lower + upper;
    }
}

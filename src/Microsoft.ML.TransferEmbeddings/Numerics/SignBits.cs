using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>One bit per value, set where the value is positive; eight to a byte, the first highest (NumPy's <c>packbits(vector > 0)</c>).</summary>
internal static class SignBits
{
    public static int LengthOf(int dimension) => (dimension + 7) / 8;

    /// <param name="vector">Any values; one that is not a number is not positive.</param>
    /// <param name="bits"><see cref="LengthOf"/> bytes; the bits after the last value are 0.</param>
    public static void Pack(ReadOnlySpan<float> vector, Span<byte> bits)
    {
        bits.Clear();
        for (int i = 0; i < vector.Length; i++)
        {
            if (vector[i] > 0)
                bits[i / 8] |= Bit(i);
        }
    }

    /// <summary>How many bits of a code differ from those of each of others.</summary>
    /// <param name="one">The code.</param>
    /// <param name="others">Codes, one after another.</param>
    /// <param name="negated">Gets for each of them minus the number.</param>
    public static void Distances(ReadOnlySpan<byte> one, ReadOnlySpan<byte> others, Span<float> negated)
    {
        if (one.Length % sizeof(ulong) == 0)
        {
            // Codes are short: a call for each, or a check for each part, costs more than the counting.
            int length = one.Length / sizeof(ulong);
            ref ulong a = ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetReference(one));
            ref ulong b = ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetReference(others[..(negated.Length * one.Length)]));
            for (int code = 0; code < negated.Length; code++, b = ref Unsafe.Add(ref b, length))
            {
                int distance = 0;
                for (int i = 0; i < length; i++)
                    distance += BitOperations.PopCount(Unsafe.Add(ref a, i) ^ Unsafe.Add(ref b, i));
                negated[code] = -distance;
            }
            return;
        }
        for (int code = 0; code < negated.Length; code++)
            negated[code] = -TensorPrimitives.HammingBitDistance(one, others.Slice(code * one.Length, one.Length));
    }

    public static bool IsSet(ReadOnlySpan<byte> bits, int place) => (bits[place / 8] & Bit(place)) != 0;

    private static byte Bit(int place) => (byte)(0x80 >> place % 8);
}

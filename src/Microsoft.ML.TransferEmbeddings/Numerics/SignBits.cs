using System.Buffers.Binary;
using System.Numerics;

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

    /// <summary>How many bits of two codes differ.</summary>
    public static int Distance(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        // Codes are short: a call for each costs more than the counting.
        int distance = 0, i = 0;
        for (; i + sizeof(ulong) <= one.Length; i += sizeof(ulong))
            distance += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(one[i..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(other[i..]));
        for (; i < one.Length; i++)
            distance += BitOperations.PopCount((uint)(one[i] ^ other[i]));
        return distance;
    }

    public static bool IsSet(ReadOnlySpan<byte> bits, int place) => (bits[place / 8] & Bit(place)) != 0;

    private static byte Bit(int place) => (byte)(0x80 >> place % 8);
}

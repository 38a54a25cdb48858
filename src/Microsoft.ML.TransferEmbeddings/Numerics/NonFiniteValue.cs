using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// Finds NaN, or else infinity, among values as a file stores them, as fast as memory is read; null where all values are finite. Bytes at the end that are no whole value
/// do not count.
/// </summary>
internal static class NonFiniteValue
{
    public static double? FindSingle(ReadOnlySpan<byte> bytes) => Find(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F800000u, bits => BitConverter.UInt32BitsToSingle(bits));

    public static double? FindHalf(ReadOnlySpan<byte> bytes) => Find(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7C00, bits => (double)BitConverter.UInt16BitsToHalf(bits));

    public static double? FindBFloat16(ReadOnlySpan<byte> bytes) =>
        Find(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7F80, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));

    public static double? FindDouble(ReadOnlySpan<byte> bytes) => Find(MemoryMarshal.Cast<byte, ulong>(bytes), 0x7FF0000000000000ul, BitConverter.UInt64BitsToDouble);

    /// <summary>A value is not finite where all bits of its exponent are set.</summary>
    private static double? Find<T>(ReadOnlySpan<T> values, T exponent, Func<T, double> convert)
        where T : unmanaged, IBinaryInteger<T>
    {
        var exponents = new Vector<T>(exponent);
        int i = 0;
        while (i <= values.Length - Vector<T>.Count && !Vector.EqualsAny(new Vector<T>(values[i..]) & exponents, exponents))
            i += Vector<T>.Count;
        double? infinity = null;
        for (; i < values.Length; i++)
        {
            if ((values[i] & exponent) != exponent)
                continue;
            double value = convert(values[i]);
            if (double.IsNaN(value))
                return value;
            infinity ??= value;
        }
        return infinity;
    }
}

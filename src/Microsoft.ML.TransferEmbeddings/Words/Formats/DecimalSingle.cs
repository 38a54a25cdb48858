using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>Reads decimal numbers in ASCII as the nearest numbers of single precision, whatever the culture.</summary>
internal static class DecimalSingle
{
    private const int MostDigits = 19, MostExponent = 9_999;

    /// <summary>Up to here both a power of ten and a whole number are exact in double precision, and so their product or quotient is the nearest.</summary>
    private const ulong LargestExact = 1UL << 53;

    /// <summary>What single precision lacks of double precision; the pattern of its highest bit alone is the middle between two numbers.</summary>
    private const long LostBits = (1L << 29) - 1, Middle = 1L << 28;

    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    public static bool IsNumber(ReadOnlySpan<byte> field)
    {
        int length = Read(field, out _);
        return length > 0 && length == field.Length;
    }

    /// <summary>Reads a number at the beginning of a text, up to a space or the end. "nan" and "inf" are numbers too: the caller tells what is wrong with them.</summary>
    /// <returns>The number's length; 0 where there is none.</returns>
    // A small file is read before the runtime would have found out that this is called millions of times.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Read(ReadOnlySpan<byte> text, out float value)
    {
        int i = 0, digits = 0, exponent = 0;
        ulong whole = 0;
        bool isNegative = false;
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            isNegative = text[i++] == '-';
        int first = i;
        for (; i < text.Length && (uint)(text[i] - '0') is <= 9 and var digit; i++, digits++)
            whole = whole * 10 + digit;
        int read = i - first;
        if (i < text.Length && text[i] == '.')
        {
            int point = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') is <= 9 and var digit; i++, digits++)
                whole = whole * 10 + digit;
            exponent = point - i;
            read += i - point;
        }
        if (read > 0 && i < text.Length && text[i] is (byte)'e' or (byte)'E')
            i += ReadExponent(text[i..], ref exponent);

        value = 0;
        if (read == 0 || (i < text.Length && !TextFields.IsBlank(text[i])))
            return ReadWord(text, ref value);
        // Zeros before the first digit count as digits here: then the slow way is taken where the fast one would do.
        if (digits > MostDigits || whole > LargestExact || exponent >= Powers.Length || exponent <= -Powers.Length)
            return ReadSlowly(text[..i], ref value);
        double exact = exponent < 0 ? whole / Powers[-exponent] : whole * Powers[exponent];
        if ((BitConverter.DoubleToInt64Bits(exact) & LostBits) == Middle)
            return ReadSlowly(text[..i], ref value);
        value = (float)(isNegative ? -exact : exact);
        return i;
    }

    /// <returns>The length of the exponent; 0 where it has no digit.</returns>
    private static int ReadExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        int i = 1, value = 0;
        bool isNegative = false;
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
            isNegative = text[i++] == '-';
        int first = i;
        for (; i < text.Length && (uint)(text[i] - '0') is <= 9 and var digit; i++)
            value = Math.Min(MostExponent, value * 10 + (int)digit);
        if (i == first)
            return 0;
        exponent += isNegative ? -value : value;
        return i;
    }

    private static int ReadSlowly(ReadOnlySpan<byte> number, ref float value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return float.TryParse(number, style, CultureInfo.InvariantCulture, out value) ? number.Length : 0;
    }

    private static int ReadWord(ReadOnlySpan<byte> text, ref float value)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? text : text[..end];
        var unsigned = word.TrimStart("+-"u8);
        if (word.Length - unsigned.Length > 1)
            return 0;
        if (Ascii.EqualsIgnoreCase(unsigned, "nan"u8))
            value = float.NaN;
        else if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8))
            value = word[0] == '-' ? float.NegativeInfinity : float.PositiveInfinity;
        else
            return 0;
        return word.Length;
    }
}

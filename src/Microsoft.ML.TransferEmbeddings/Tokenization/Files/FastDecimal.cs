using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>
/// Reads a number of JSON as the original does: the digits as one integer, then one multiplication or division by a power of ten. With 16 digits and more
/// the result can be one unit in the last place off the nearest number, which decides between spellings of equal score.
/// </summary>
internal static class FastDecimal
{
    private const int LargestPower = 308;

    /// <summary>The powers of ten as the nearest numbers.</summary>
    private static readonly double[] Powers =
        [.. Enumerable.Range(0, LargestPower + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <param name="number">A number that JSON allows.</param>
    public static double Parse(ReadOnlySpan<byte> number)
    {
        bool isNegative = number[0] == '-', isFraction = false, isFull = false;
        ulong digits = 0;
        int exponent = 0, i = isNegative ? 1 : 0;
        for (; i < number.Length && number[i] is not ((byte)'e' or (byte)'E'); i++)
        {
            if (number[i] == '.')
            {
                isFraction = true;
                continue;
            }
            ulong digit = (ulong)(number[i] - '0');
            // Digits that do not fit are dropped, and of the whole part counted.
            isFull |= digits > (ulong.MaxValue - digit) / 10;
            if (!isFull)
                digits = 10 * digits + digit;
            if (isFull != isFraction)
                exponent += isFraction ? -1 : 1;
        }
        if (i < number.Length)
            exponent = Math.Clamp(exponent + ParseExponent(number[(i + 1)..]), -100_000, 100_000);
        double value = Scale(digits, exponent);
        return isNegative ? -value : value;
    }

    private static double Scale(double value, int exponent)
    {
        for (; exponent < -LargestPower && value != 0; exponent += LargestPower)
            value /= Powers[LargestPower];
        return value == 0 ? 0
            : exponent > LargestPower ? double.PositiveInfinity
            : exponent >= 0 ? value * Powers[exponent]
            : value / Powers[-exponent];
    }

    private static int ParseExponent(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte c in digits)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
                value = Math.Min(100_000, 10 * value + (c - '0'));
        }
        return digits[0] == '-' ? -value : value;
    }
}

using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// A word with a space in word2vec's binary format, as some programs write it: what stands after the space is taken for numbers, and the last bytes of the
/// numbers for the beginning of the next word.
/// </summary>
internal static class SpacedWord
{
    /// <summary>A vector whose numbers differ by more than 2^24 has some that are as good as zero.</summary>
    private const int UsualSpread = 24;

    /// <summary>Two or three numbers may look like anything.</summary>
    private const int FewestNumbers = 4;

    private const int MostPower = 128;

    /// <summary>
    /// Whether a row was read so, as far as it can be told: the numbers begin with text up to a space and are more of one size without it. The next word then begins with bytes
    /// of numbers, which are rarely text.
    /// </summary>
    /// <param name="numbers">What was read as the row's numbers.</param>
    /// <param name="next">What was read as the next row's word.</param>
    public static bool IsBefore(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> next)
    {
        bool isText = Utf8.IsValid(next);
        if (isText && numbers.Length < FewestNumbers * sizeof(float))
            return false;
        int most = Math.Min(numbers.Length, next.Length);
        for (int length = 1; length <= most && numbers[length - 1] >= ' '; length++)
        {
            if (numbers[length - 1] == ' ' && Utf8.IsValid(numbers[..length])
                && IsOrdinary(Spread(numbers), Spread([.. numbers[length..], .. next[..length]]), isText))
                return true;
        }
        return false;
    }

    /// <summary>Whether the numbers make more sense without the text. If the next word may be right as it is, they must make sense then and none now.</summary>
    private static bool IsOrdinary(int spread, int spreadWithoutText, bool isText) =>
        isText ? spreadWithoutText <= UsualSpread && spread > spreadWithoutText + UsualSpread : spread > spreadWithoutText;

    /// <summary>Powers of two between the smallest and the largest number, zeros aside. Bytes of text, and numbers that begin at a wrong byte, have any size.</summary>
    private static int Spread(ReadOnlySpan<byte> numbers)
    {
        int least = int.MaxValue, most = int.MinValue;
        foreach (float value in MemoryMarshal.Cast<byte, float>(numbers))
        {
            int power = float.IsFinite(value) ? MathF.ILogB(value) : MostPower;
            if (value != 0)
                (least, most) = (Math.Min(least, power), Math.Max(most, power));
        }
        return least > most ? 0 : most - least;
    }
}

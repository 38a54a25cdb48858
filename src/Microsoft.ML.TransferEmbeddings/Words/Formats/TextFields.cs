namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// The fields of a line of text. Spaces and tabs stand between them and nothing else does: words hold U+00A0, U+2028 and others of what Unicode calls white space.
/// </summary>
internal static class TextFields
{
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> line) => line.TrimEnd(" \t"u8);

    /// <summary>Takes the last field off a line; an empty one where the line has none.</summary>
    public static ReadOnlySpan<byte> TakeLast(scoped ref ReadOnlySpan<byte> line)
    {
        line = TrimEnd(line);
        int blank = line.LastIndexOfAny((byte)' ', (byte)'\t');
        var field = line[(blank + 1)..];
        line = line[..(blank + 1)];
        return field;
    }

    public static int Count(ReadOnlySpan<byte> line)
    {
        int count = 0;
        while (!TakeLast(ref line).IsEmpty)
            count++;
        return count;
    }

    /// <summary>How many numbers a line ends with; its first field is no number, whatever it is.</summary>
    public static int CountNumbers(ReadOnlySpan<byte> line)
    {
        int count = 0;
        while (true)
        {
            var field = TakeLast(ref line);
            if (line.IsEmpty || !DecimalSingle.IsNumber(field))
                return count;
            count++;
        }
    }

    /// <summary>Whether a line has a number after its first field.</summary>
    public static bool HasNumber(ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var field = TakeLast(ref line);
            if (line.IsEmpty)
                return false;
            if (DecimalSingle.IsNumber(field))
                return true;
        }
    }

    /// <summary>Whether the last field of a line is written like a number, also one that can't be read, such as "0,5" or "-1.#IND".</summary>
    public static bool EndsLikeNumber(ReadOnlySpan<byte> line)
    {
        var field = TakeLast(ref line);
        return field.ContainsAnyInRange((byte)'0', (byte)'9') && !field.ContainsAnyExcept("0123456789+-.,'eE#infaINFADQS"u8);
    }

    /// <summary>Whether a line is nothing but two whole numbers.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line)
    {
        var second = TakeLast(ref line);
        var first = TakeLast(ref line);
        return TrimEnd(line).IsEmpty && IsWhole(first) && IsWhole(second);
    }

    private static bool IsWhole(ReadOnlySpan<byte> field)
    {
        if (field.Length > 1 && field[0] is (byte)'+' or (byte)'-')
            field = field[1..];
        return !field.IsEmpty && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}

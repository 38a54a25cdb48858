namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// Rows of text: the word, a space, the numbers. Only a line feed ends a row; a carriage return before it does not count. A word may hold spaces: the last
/// numbers of the line are the vector. A first line of two whole numbers is a header.
/// </summary>
internal sealed class TextRows
{
    private readonly FileBytes bytes;
    private readonly long? promisedRows;
    private readonly WordVectorsBuilder builder;
    private readonly int maxRows;
    private int lineNumber;
    private long rows;

    private TextRows(FileBytes bytes, TextHeader? header, int maxRows)
    {
        this.bytes = bytes;
        this.maxRows = maxRows;
        if (header is null)
        {
            builder = new WordVectorsBuilder(bytes, DimensionOfFirstLine());
            return;
        }
        bytes.Take(header.Length);
        lineNumber = 1;
        promisedRows = header.Rows;
        builder = new WordVectorsBuilder(bytes, header.Dimension);
    }

    /// <param name="bytes">The file, a byte-order mark taken.</param>
    /// <param name="header">Null where the first line is a row.</param>
    /// <param name="maxRows">Rows that are read.</param>
    public static WordVectorsBuilder Read(FileBytes bytes, TextHeader? header, int maxRows)
    {
        var reader = new TextRows(bytes, header, maxRows);
        reader.ReadRows();
        return reader.builder;
    }

    private void ReadRows()
    {
        int blankLine = 0;
        for (; rows < maxRows && TryPeekLine(out var line, out int length); bytes.Take(length))
        {
            lineNumber++;
            if (TextFields.TrimEnd(line).IsEmpty)
            {
                blankLine = lineNumber;
                continue;
            }
            if (blankLine > 0)
                throw Error("is empty, and rows follow", blankLine);
            if (rows == promisedRows)
                throw Error($"follows the {promisedRows:N0} rows that the header promises");
            ReadRow(line);
            rows++;
        }
        if (promisedRows > rows && rows < maxRows)
            throw bytes.Error($"the header promises {promisedRows:N0} rows, the file has {rows:N0}");
    }

    private void ReadRow(ReadOnlySpan<byte> line)
    {
        var vector = builder.NextRow();
        int wordLength = ReadForwards(line, vector);
        if (wordLength < 0)
            wordLength = ReadBackwards(line, vector);
        builder.TryAdd(builder.Decode(line[..wordLength]));
    }

    /// <summary>The common case: a word without spaces and as many numbers as expected, all finite.</summary>
    /// <returns>The length of the word; -1 where the line is something else.</returns>
    private static int ReadForwards(ReadOnlySpan<byte> line, Span<float> vector)
    {
        int wordLength = line.IndexOfAny((byte)' ', (byte)'\t'), i = wordLength;
        if (wordLength < 0)
            return -1;
        foreach (ref float value in vector)
        {
            i = SkipBlanks(line, i);
            int length = DecimalSingle.Read(line[i..], out value);
            if (length == 0 || !float.IsFinite(value))
                return -1;
            i += length;
        }
        return SkipBlanks(line, i) == line.Length ? wordLength : -1;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line, int i)
    {
        while (i < line.Length && TextFields.IsBlank(line[i]))
            i++;
        return i;
    }

    /// <summary>The last numbers are the vector. What is wrong with the line is found here.</summary>
    private int ReadBackwards(ReadOnlySpan<byte> line, Span<float> vector)
    {
        ReadOnlySpan<byte> rest = line, wrong = default;
        for (int i = vector.Length - 1; i >= 0; i--)
        {
            var field = TextFields.TakeLast(ref rest);
            if (rest.IsEmpty)
                throw WrongCount(vector.Length - 1 - i, line);
            if (DecimalSingle.Read(field, out vector[i]) != field.Length)
                wrong = field;
        }
        var word = TextFields.TrimEnd(rest);
        if (!wrong.IsEmpty)
            throw Error($"has \"{ShownText.Of(wrong)}\" where a number{(wrong.Contains((byte)',') ? " with a decimal point" : "")} is expected, in the vector of \"{ShownText.Of(word)}\"");
        if (TextFields.CountNumbers(word) is > 0 and var more)
            throw WrongCount(vector.Length + more, line);
        if (FiniteNumbers.FindOther(vector) is { } other)
            throw Error($"has {other} in the vector of \"{ShownText.Of(word)}\"");
        return word.Length;
    }

    private InvalidDataException WrongCount(int count, ReadOnlySpan<byte> line) =>
        Error($"has {count} numbers where {builder.Dimension} are expected{(promisedRows is null ? "" : " by the header")}, in the row of \"{ShownText.Of(FirstField(line))}\"");

    /// <summary>Without a header the first row says how many numbers a row has; its word has no spaces.</summary>
    private int DimensionOfFirstLine()
    {
        TryPeekLine(out var line, out _);
        return TextFields.Count(line) - (TextFields.IsBlank(line[0]) ? 0 : 1);
    }

    private bool TryPeekLine(out ReadOnlySpan<byte> line, out int length)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0 && !bytes.HasEnded)
            throw Error($"has no end within {bytes.Available.Length:N0} bytes", lineNumber + 1);
        if (end < 0 && bytes.Available.IsEmpty)
        {
            line = default;
            length = 0;
            return false;
        }
        line = end < 0 ? bytes.Available : bytes.Available[..end];
        length = end < 0 ? line.Length : end + 1;
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        return true;
    }

    private static ReadOnlySpan<byte> FirstField(ReadOnlySpan<byte> line) =>
        line.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var blank ? line[..blank] : line;

    private InvalidDataException Error(string what, int? line = null) => bytes.Error($"line {line ?? lineNumber} {what}");
}

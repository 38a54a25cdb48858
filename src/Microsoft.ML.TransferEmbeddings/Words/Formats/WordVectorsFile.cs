using System.Buffers;
using System.Text.Unicode;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>Finds out how a file is written and reads it.</summary>
internal static class WordVectorsFile
{
    /// <summary>A line is looked at up to here to find out whether it is one of text.</summary>
    private const int LongestLook = 1 << 20;

    /// <summary>A thousand binary numbers hold a control character; a few may hold none.</summary>
    private const int ShortestLook = 1 << 12;

    /// <summary>Those that end no line and part no fields.</summary>
    private static readonly SearchValues<byte> ControlCharacters = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(value => (byte)value).Except("\t\r\n"u8.ToArray())]);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static WordVectors Read(string path, WordVectorsLoadOptions options)
    {
        using var bytes = new FileBytes(path);
        if (!bytes.TryPeek(1))
            throw bytes.Error("the file is empty");
        int maxRows = options.MaxRows ?? int.MaxValue;
        if (options.Format == WordVectorsFormat.FastTextBinary || (options.Format is null && FastTextHeader.IsAt(bytes)))
        {
            var (model, subwords, labels) = FastTextModel.Read(bytes, maxRows);
            return Build(model, subwords, WordVectorsFormat.FastTextBinary, labels);
        }

        if (bytes.TryPeek(ByteOrderMark.Length) && bytes.Available.StartsWith(ByteOrderMark))
            bytes.Take(ByteOrderMark.Length);
        var header = FindHeader(bytes, path);
        var format = options.Format ?? (header is null || IsText(bytes, header) ? WordVectorsFormat.Text : WordVectorsFormat.Word2VecBinary);
        if (format == WordVectorsFormat.Text)
            return Build(TextRows.Read(bytes, header, maxRows), null, format, []);
        if (header is null)
            throw bytes.Error("it has no header of two whole numbers, as word2vec's binary format has; it is not such a file");
        if (IsText(bytes, header))
            throw bytes.Error($"it was to be read as {format}, and its rows are text", advice: $"Load it as {WordVectorsFormat.Text}, or leave the format open.");
        return Build(BinaryRows.Read(bytes, header, maxRows), null, format, []);

        WordVectors Build(WordVectorsBuilder builder, Subwords.SubwordTable? subwords, WordVectorsFormat format, IReadOnlyList<string> labels) =>
            new(builder.Build(subwords), new WordFile(path, format, builder.Duplicates, builder.ReplacedWords, labels), options.Lookup);
    }

    /// <summary>Null where the first line is a row.</summary>
    private static TextHeader? FindHeader(FileBytes bytes, string path)
    {
        var line = PeekLine(bytes, 0, out int next);
        if (TextFields.IsHeader(line))
        {
            var header = TextHeader.Read(line, next, bytes);
            // "2008 4" may be a word and its only number: then all rows have one number, and their count decides. A row without an end may have lost the others.
            bool hasOneNumber = TextFields.Count(PeekLine(bytes, next, out int end)) == 2 && IsText(bytes, header) && bytes.Available[end - 1] == '\n';
            return hasOneNumber && CountRows(path) != header.Rows + 1 ? null : header;
        }
        return TextFields.HasNumber(line)
            ? null
            : throw bytes.Error("it is not a word-vector file: its first line is neither a header nor a word with numbers");
    }

    private static bool IsText(FileBytes bytes, TextHeader header)
    {
        var line = PeekLine(bytes, header.Length, out _);
        return TextFields.CountNumbers(line) > 0
            ? !IsBinaryRow(bytes, header)
            // A word and something that can't be read: the reader of text says what.
            : TextFields.Count(line) > 1 && !HasBinaryNumbers(bytes, header) && (TextFields.EndsLikeNumber(line) || !IsWholeBinaryFile(bytes, header));
    }

    /// <summary>
    /// Whether the first row ends where a row of binary numbers would, and what stands there is no text. The last bytes of such a row may be a space and a digit.
    /// </summary>
    private static bool IsBinaryRow(FileBytes bytes, TextHeader header)
    {
        int start = bytes.IndexOf((byte)' ', header.Length, header.Length + LongestLook) + 1;
        if (start == 0 || header.Dimension > LongestLook / sizeof(float))
            return false;
        int end = start + (int)header.Dimension * sizeof(float);
        bool goesOn = bytes.TryPeek(end + 1);
        if (bytes.Available.Length < end || (goesOn && bytes.Available[end] != '\n'))
            return false;
        var numbers = bytes.Available[start..end];
        return numbers.ContainsAny(ControlCharacters) || !Utf8.IsValid(numbers);
    }

    /// <summary>Whether there is anything after the first word that no text has.</summary>
    private static bool HasBinaryNumbers(FileBytes bytes, TextHeader header)
    {
        int start = bytes.IndexOf((byte)' ', header.Length, header.Length + LongestLook) + 1;
        if (start == 0)
            return false;
        int rowEnd = start + (int)Math.Min(header.Dimension, LongestLook / sizeof(float)) * sizeof(float);
        PeekLine(bytes, Math.Min(rowEnd, Peek(bytes, rowEnd)), out int lineEnd);
        int lookEnd = Peek(bytes, start + ShortestLook);
        return !Utf8.IsValid(bytes.Available[start..lineEnd]) || bytes.Available[start..Math.Max(lineEnd, lookEnd)].ContainsAny(ControlCharacters);
    }

    /// <summary>Whether a file that is looked at from end to end is binary to its last byte: a few numbers may be printable by chance.</summary>
    private static bool IsWholeBinaryFile(FileBytes bytes, TextHeader header)
    {
        int length = Peek(bytes, ShortestLook);
        if (length == ShortestLook)
            return false;
        long place = header.Length;
        for (long row = 0; row < header.Rows; row++)
        {
            int space = place < length ? bytes.Available[(int)place..length].IndexOf((byte)' ') : -1;
            if (space < 0)
                return false;
            place += space + 1 + header.Dimension * sizeof(float);
            if (place < length && bytes.Available[(int)place] == '\n')
                place++;
        }
        return place == length;
    }

    /// <returns>How many bytes there are, up to <paramref name="count"/>.</returns>
    private static int Peek(FileBytes bytes, int count)
    {
        bytes.TryPeek(count);
        return Math.Min(count, bytes.Available.Length);
    }

    /// <summary>A line without its end; so much of it as is looked at, where it is longer.</summary>
    private static ReadOnlySpan<byte> PeekLine(FileBytes bytes, int start, out int next)
    {
        int end = bytes.IndexOf((byte)'\n', start, start + LongestLook);
        next = end < 0 ? bytes.Available.Length : end + 1;
        var line = bytes.Available[start..(end < 0 ? next : end)];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static long CountRows(string path)
    {
        using var bytes = new FileBytes(path);
        long rows = 0;
        for (; bytes.TryPeek(1); bytes.Take(bytes.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : bytes.Available.Length))
        {
            if (!TextFields.TrimEnd(PeekLine(bytes, 0, out _)).IsEmpty)
                rows++;
        }
        return rows;
    }
}

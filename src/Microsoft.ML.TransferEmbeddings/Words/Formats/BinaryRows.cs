using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// Rows of word2vec's binary format: the word, a space, the numbers as they lie in memory of a little-endian machine, and a line feed or none. Bytes of a number
/// may be those of a space or a line feed.
/// </summary>
internal sealed class BinaryRows
{
    private readonly FileBytes bytes;
    private readonly TextHeader header;
    private readonly WordVectorsBuilder builder;
    private readonly byte[] lastNumbers;
    private string lastWord = "";
    private long row;

    /// <summary>As the first row ends, so do all.</summary>
    private bool endsWithLineFeed;

    private BinaryRows(FileBytes bytes, TextHeader header)
    {
        this.bytes = bytes;
        this.header = header;
        builder = new WordVectorsBuilder(bytes, header.Dimension);
        lastNumbers = new byte[builder.Dimension * sizeof(float)];
    }

    /// <param name="bytes">The file from its header on.</param>
    /// <param name="header">The header.</param>
    /// <param name="maxRows">Rows that are read.</param>
    public static WordVectorsBuilder Read(FileBytes bytes, TextHeader header, int maxRows)
    {
        bytes.Take(header.Length);
        var reader = new BinaryRows(bytes, header);
        while (reader.row < header.Rows && reader.row < maxRows)
            reader.ReadRow();
        if (reader.row == header.Rows)
            reader.RequireEnd();
        return reader.builder;
    }

    private void ReadRow()
    {
        bool followsLineFeed = SkipLineFeeds();
        if (bytes.Available.IsEmpty)
            throw bytes.Error($"the header promises {header.Rows:N0} rows of dimension {header.Dimension:N0}, the file has {row:N0}");
        if (row == 1)
            endsWithLineFeed = followsLineFeed;
        if (row > 1 && endsWithLineFeed && !followsLineFeed)
            throw EndsElsewhere();
        int length = bytes.IndexOf((byte)' ');
        if (row > 0 && bytes.Available[..Math.Max(0, length)] is var found && (found.Contains((byte)'\n') || SpacedWord.IsBefore(lastNumbers, found)))
            throw EndsElsewhere();
        row++;
        if (length < 0)
            throw EndsEarly();
        string word = builder.Decode(bytes.Available[..length]);
        bytes.Take(length + 1);
        var vector = builder.NextRow();
        var numbers = MemoryMarshal.AsBytes(vector);
        if (!bytes.TryRead(numbers))
            throw EndsEarly();
        if (FiniteNumbers.FindOther(vector) is { } other)
            throw bytes.Error($"row {row:N0} has {other} in the vector of \"{ShownText.Of(word)}\"");
        numbers.CopyTo(lastNumbers);
        lastWord = word;
        builder.TryAdd(word);
    }

    /// <returns>Whether there was one.</returns>
    private bool SkipLineFeeds()
    {
        bool any = false;
        for (; bytes.TryPeek(1) && bytes.Available[0] == '\n'; any = true)
            bytes.Take(1);
        return any;
    }

    private void RequireEnd()
    {
        if (bytes.TryPeek(1) && bytes.Available[0] == '\n')
            bytes.Take(1);
        if (bytes.TryPeek(1))
            throw bytes.Error($"bytes are left after the last of {header.Rows:N0} rows, so the rows that were read are wrong; a word with a space in it can't be stored in this format");
    }

    private InvalidDataException EndsEarly() =>
        bytes.Error($"row {row:N0} of {header.Rows:N0} ends early; by its header the file has {(decimal)header.Rows * header.Dimension * sizeof(float):N0} bytes of numbers");

    private InvalidDataException EndsElsewhere() =>
        bytes.Error($"row {row:N0}, \"{ShownText.Of(lastWord)}\", does not end where its {header.Dimension:N0} numbers do; a word with a space in it can't be stored in this format");
}

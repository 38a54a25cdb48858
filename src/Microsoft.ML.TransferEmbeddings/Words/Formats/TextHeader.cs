using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The line "rows dimension" that a word2vec file begins with: a claim, nothing more.</summary>
/// <param name="Rows">1 or more.</param>
/// <param name="Dimension">1 or more.</param>
/// <param name="Length">The line's bytes, its line feed included.</param>
internal sealed record TextHeader(long Rows, long Dimension, int Length)
{
    /// <summary>Reads a line that <see cref="TextFields.IsHeader"/> takes for one.</summary>
    /// <exception cref="InvalidDataException">The numbers are too large or too small to be true.</exception>
    public static TextHeader Read(ReadOnlySpan<byte> line, int length, FileBytes bytes)
    {
        string shown = ShownText.Of(line);
        var dimension = TextFields.TakeLast(ref line);
        var rows = TextFields.TakeLast(ref line);
        if (!TryParse(rows, out long rowCount) || !TryParse(dimension, out long columnCount))
            throw bytes.Error($"its header \"{shown}\" is not two whole numbers of a size that can be");
        if (rowCount == 0)
            throw bytes.Error("it has no vectors: the header says 0 rows");
        if (rowCount < 0 || columnCount < 1)
            throw bytes.Error($"its header says {rowCount:N0} rows of dimension {columnCount:N0}");
        return new TextHeader(rowCount, columnCount, length);
    }

    private static bool TryParse(ReadOnlySpan<byte> field, out long value) => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}

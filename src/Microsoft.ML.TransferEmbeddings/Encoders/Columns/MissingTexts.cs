using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>Columns of text in which a row without a text has no vector.</summary>
internal static class MissingTexts
{
    /// <param name="encoder">Of a column of text, or of vectors of text.</param>
    public static ColumnEncoder Of(ColumnEncoder encoder) => encoder switch
    {
        ColumnEncoder<ReadOnlyMemory<char>> texts => new MissingInputEncoder<ReadOnlyMemory<char>>(texts, IsMissing),
        ColumnEncoder<VBuffer<ReadOnlyMemory<char>>> several => new MissingInputEncoder<VBuffer<ReadOnlyMemory<char>>>(several, AreMissing),
        _ => encoder,
    };

    private static bool IsMissing(ReadOnlyMemory<char> text) => text.Span.IsWhiteSpace();

    private static bool AreMissing(VBuffer<ReadOnlyMemory<char>> texts)
    {
        foreach (var text in texts.GetValues())
        {
            if (!IsMissing(text))
                return false;
        }
        return true;
    }
}

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>
/// How much n-grams count beside an embedding of length 1. Thousands of n-grams fit any few rows by chance and would drown the embedding; the more
/// rows, the more of what a trainer learns of them is true.
/// </summary>
internal static class TextBlockWeight
{
    /// <summary>From here on both parts have the same length.</summary>
    public const int EnoughRows = 512;

    // The exponent is measured: half the weight at 32 rows, the whole at 512 (docs/hybrid.md).
    public static float ForRows(long rows) => MathF.Pow(Math.Clamp(rows, 1, EnoughRows) / (float)EnoughRows, 0.25f);

    public static float For(IDataView data) => ForRows(data.GetRowCount() ?? CountRows(data));

    /// <summary>Reads no column, and no further than the answer can change.</summary>
    private static long CountRows(IDataView data)
    {
        using var cursor = data.GetRowCursor([]);
        long rows = 0;
        while (rows < EnoughRows && cursor.MoveNext())
            rows++;
        return rows;
    }
}

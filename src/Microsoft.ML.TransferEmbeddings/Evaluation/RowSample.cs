namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>Some rows of each class, always the same ones.</summary>
internal static class RowSample
{
    /// <summary>Rows of each class by its share, but two of the rarest.</summary>
    public static HashSet<long> Take(ILookup<int, long> classes, int maxRows)
    {
        double share = Math.Min(1, (double)maxRows / classes.Sum(rows => rows.Count()));
        var random = new Random(1);
        return [.. classes.OrderBy(rows => rows.Key).SelectMany(rows =>
        {
            long[] shuffled = [.. rows];
            random.Shuffle(shuffled);
            return shuffled.Take(Math.Max(2, (int)Math.Round(share * shuffled.Length)));
        })];
    }
}

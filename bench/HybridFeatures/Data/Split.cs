
namespace HybridFeatures.Data;

/// <summary>Rows to train on and other rows to test on.</summary>
internal sealed record Split(int Seed, IReadOnlyList<LabelledText> Training, IReadOnlyList<LabelledText> Test)
{
    /// <summary>A fifth of the rows, at random, is for testing.</summary>
    public static Split FourFifths(IReadOnlyList<LabelledText> rows, int seed)
    {
        LabelledText[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        int cut = shuffled.Length * 4 / 5;
        return new Split(seed, shuffled[..cut], shuffled[cut..]);
    }

    /// <summary>Shuffles each class; its last 100 rows are for testing, its first ones for training.</summary>
    public static Split OfEachClass(IReadOnlyList<LabelledText> rows, int labels, int seed)
    {
        const int testRows = 100;
        var random = new Random(seed);
        List<LabelledText[]> classes = [];
        foreach (var rowsOfClass in rows.GroupBy(row => row.Label).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            LabelledText[] shuffled = [.. rowsOfClass];
            random.Shuffle(shuffled);
            classes.Add(shuffled);
        }

        // The classes take turns, so that no trainer sees one class first.
        var training = Enumerable.Range(0, labels).SelectMany(i => classes.Select(shuffled => shuffled[..^testRows][i]));
        return new Split(seed, [.. training], [.. classes.SelectMany(shuffled => shuffled[^testRows..])]);
    }
}

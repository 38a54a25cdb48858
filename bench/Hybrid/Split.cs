using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;

/// <summary>Rows to train on and other rows to test on.</summary>
internal sealed record Split(int Seed, IReadOnlyList<CorpusRow> Training, IReadOnlyList<CorpusRow> Test)
{
    /// <summary>A fifth of the rows, at random, is for testing.</summary>
    public static Split FourFifths(IReadOnlyList<CorpusRow> rows, int seed)
    {
        CorpusRow[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        int cut = shuffled.Length * 4 / 5;
        return new Split(seed, shuffled[..cut], shuffled[cut..]);
    }

    /// <summary>Shuffles each class; its last 100 rows are for testing, its first ones for training.</summary>
    public static Split OfEachClass(IReadOnlyList<CorpusRow> rows, int labels, int seed)
    {
        const int testRows = 100;
        var random = new Random(seed);
        List<CorpusRow[]> classes = [];
        foreach (var rowsOfClass in rows.GroupBy(row => row.Label).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            CorpusRow[] shuffled = [.. rowsOfClass];
            random.Shuffle(shuffled);
            classes.Add(shuffled);
        }

        // The classes take turns, so that no trainer sees one class first.
        var training = Enumerable.Range(0, labels).SelectMany(i => classes.Select(shuffled => shuffled[..^testRows][i]));
        return new Split(seed, [.. training], [.. classes.SelectMany(shuffled => shuffled[^testRows..])]);
    }
}

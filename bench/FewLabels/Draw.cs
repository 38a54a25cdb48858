using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>Some labeled rows, others whose labels are not shown, and rows to test on.</summary>
internal sealed record Draw(int Seed, IReadOnlyList<CorpusRow> Labeled, IReadOnlyList<CorpusRow> Unlabeled, IReadOnlyList<CorpusRow> Test)
{
    /// <summary>Shuffles the pool; the first rows of each class are labeled, the others are not. A class with fewer rows gives all it has.</summary>
    public static Draw Of(IReadOnlyList<CorpusRow> pool, IReadOnlyList<CorpusRow> test, int labels, int seed)
    {
        CorpusRow[] shuffled = [.. pool];
        new Random(seed).Shuffle(shuffled);
        var taken = new Dictionary<string, int>();
        var parts = shuffled.ToLookup(row => (taken[row.Label] = taken.GetValueOrDefault(row.Label) + 1) <= labels);
        return new Draw(seed, [.. parts[true]], [.. parts[false]], test);
    }
}

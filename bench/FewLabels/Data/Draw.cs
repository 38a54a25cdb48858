using HybridFeatures.Data;

namespace FewLabels.Data;

/// <summary>Some labelled rows, others whose labels are not shown, and rows to test on.</summary>
internal sealed record Draw(int Seed, IReadOnlyList<LabelledText> Labelled, IReadOnlyList<LabelledText> Unlabelled, IReadOnlyList<LabelledText> Test)
{
    /// <summary>Shuffles the pool; the first rows of each class are labelled, the others are not. A class with fewer rows gives all it has.</summary>
    public static Draw Of(IReadOnlyList<LabelledText> pool, IReadOnlyList<LabelledText> test, int labels, int seed)
    {
        LabelledText[] shuffled = [.. pool];
        new Random(seed).Shuffle(shuffled);
        var taken = new Dictionary<string, int>();
        var parts = shuffled.ToLookup(row => (taken[row.Label] = taken.GetValueOrDefault(row.Label) + 1) <= labels);
        return new Draw(seed, [.. parts[true]], [.. parts[false]], test);
    }
}

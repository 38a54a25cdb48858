using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;

/// <summary>A row of the table: a data set and how much of it is trained on.</summary>
internal sealed record LearningTask(string Data, string Labels, IReadOnlyList<Split> Splits)
{
    private static readonly int[] LabelsPerClass = [4, 16, 64, 200, 400];

    public static IEnumerable<LearningTask> ForTheTable(TextFiles files)
    {
        yield return new LearningTask("SST-2", "all 6,920", [new Split(1, files.Sst2Training, files.Sst2Dev)]);
        yield return new LearningTask("TREC", "all 4,361", FourFifths(files.Trec, Enumerable.Range(1, 5)));
        foreach (var task in OfEachClass("Yelp", files.Yelp, 1).Concat(OfEachClass("Amazon", files.Amazon, 1)).Concat(OfEachClass("SMS", files.Sms, 1)))
            yield return task;
    }

    /// <summary>What the weight of the n-grams was chosen on: other splits, and of SST-2 the training file alone.</summary>
    public static IEnumerable<LearningTask> ForTheWeight(TextFiles files)
    {
        yield return new LearningTask("SST-2", "all 5,536", FourFifths(files.Sst2Training, Enumerable.Range(201, 3)));
        yield return new LearningTask("TREC", "all 4,361", FourFifths(files.Trec, Enumerable.Range(201, 3)));
        foreach (var task in OfEachClass("Yelp", files.Yelp, 101).Concat(OfEachClass("Amazon", files.Amazon, 101)))
            yield return task;
    }

    private static Split[] FourFifths(IReadOnlyList<CorpusRow> rows, IEnumerable<int> seeds) => [.. seeds.Select(seed => Split.FourFifths(rows, seed))];

    private static IEnumerable<LearningTask> OfEachClass(string name, IReadOnlyList<CorpusRow> rows, int firstSeed) =>
        LabelsPerClass.Select(labels => new LearningTask(
            name, $"{labels} per class", [.. Enumerable.Range(firstSeed, 10).Select(seed => Split.OfEachClass(rows, labels, seed))]));
}

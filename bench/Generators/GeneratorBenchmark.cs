using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Generators;

/// <summary>A generator that many callers share beside one caller with one batch, and what a caller who is alone pays.</summary>
internal static class GeneratorBenchmark
{
    private const int Threads = 16;

    /// <param name="name">Of the model, for the report.</param>
    /// <param name="model">The model.</param>
    /// <param name="corpus">The texts.</param>
    /// <param name="singleTexts">How many of them a caller who is alone gives.</param>
    /// <param name="rounds">How often each way is measured.</param>
    public static IEnumerable<Section> Run(string name, TextEmbeddingModel model, TextCorpus corpus, int singleTexts, int rounds)
    {
        using var generator = model.AsEmbeddingGenerator();
        int share = Math.Max(1, Threads / Environment.ProcessorCount);
        yield return Compare(
            $"Many callers, {name}",
            corpus,
            rounds,
            new OneBatchWay("one caller, all texts at once", generator, corpus.Texts),
            new SmallBatchesWay($"model.Embed, {share} texts at a time on each processor", model, corpus.Texts, share),
            new SingleTextsWay($"{Threads} threads, single texts", generator, corpus.Texts, Threads));
        var few = corpus.Take(singleTexts);
        yield return Compare(
            $"A caller who is alone, {name}",
            few,
            rounds,
            new DirectWay("model.Embed, one text after another", model, few.Texts),
            new SingleTextsWay("generator, one text after another", generator, few.Texts, threads: 1));
    }

    private static Section Compare(string title, TextCorpus corpus, int rounds, params Way[] ways) => new(
        title,
        $"{corpus.Texts.Count:N0} texts of {corpus.Texts.Average(text => text.Length):F0} characters on average. The generator counts their tokens.",
        RateTable.Create(InterleavedRounds.Measure(ways, rounds)));
}

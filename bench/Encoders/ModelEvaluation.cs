using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Encoders;

/// <summary>Models beside each other: what their vectors know, how large they are, how fast.</summary>
internal sealed class ModelEvaluation
{
    private const int FewLabels = 16, Draws = 100;

    private readonly string sts;
    private readonly IReadOnlyList<CorpusRow> banking, sst2, trec, yelp, amazon;
    private readonly List<string[]> rows = [];
    private (double FeaturizeText, double Embedding, double Hybrid)? hybrid;

    /// <param name="folder">The data sets, as their authors give them, each in a folder of its own.</param>
    public ModelEvaluation(string folder)
    {
        var files = new TextFiles(folder);
        sts = Path.Combine(folder, "stsbenchmark/sts-dev.csv");
        (banking, sst2, trec, yelp, amazon) = (files.Banking, files.Sst2Training, files.Trec, files.Yelp, files.Amazon);
    }

    public void Measure(string folder)
    {
        using var model = TextEmbeddingModel.FromDirectory(folder);
        double[] scores =
        [
            SentenceSimilarity.Spearman(model, sts),
            ProbeAccuracy.OnSplit(model, banking),
            ProbeAccuracy.OnSplit(model, sst2),
            ProbeAccuracy.OnSplit(model, trec),
            ProbeAccuracy.OnFew(model, sst2, FewLabels, Draws),
            ProbeAccuracy.OnFew(model, yelp, FewLabels, Draws),
            ProbeAccuracy.OnFew(model, amazon, FewLabels, Draws),
        ];
        long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Name is not "README.md" and not "report.md" and not "expected.json").Sum(file => file.Length);
        string size = $"{Number.Show(bytes / 1e6, "F1")} MB", rate = Number.Show(TextsPerSecond(model), "N0");
        rows.Add([Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), .. scores.Select(Number.Percent), size, rate]);
        // Of the first model, the one that the report is about.
        hybrid ??= HybridProbe.OnSplit(model, sst2);
    }

    public string ToMarkdown() => $"""
        {new MarkdownTable(
            ["model", "STS dev", "Banking77", "SST-2", "TREC", $"SST-2, {FewLabels}", $"yelp, {FewLabels}", $"amazon, {FewLabels}", "size", "texts/s"], rows).ToMarkdown()}
        STS dev: Spearman's rank correlation of cosines with people's judgement, × 100. Banking77, SST-2 and TREC: accuracy in percent of
        `LinearProbe` on every fifth text of the training file, trained on the others. With {FewLabels}: trained on {FewLabels} texts per class,
        tested on all others, mean of {Draws} draws. Texts per second: Banking77, one thread.

        SST-2 with `AveragedPerceptron`: `FeaturizeText` {Number.Percent(hybrid!.Value.FeaturizeText)}, `EmbedText` with the first model
        {Number.Percent(hybrid.Value.Embedding)}, both side by side (`FeaturizeTextWithEmbedding`) {Number.Percent(hybrid.Value.Hybrid)}.

        {Machine.Describe()}
        """;

    private double TextsPerSecond(TextEmbeddingModel model)
    {
        const double leastSeconds = 2;
        string[] texts = [.. banking.Select(row => row.Text).Take(2000)];
        var oneThread = new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 };
        model.Embed(texts.Take(100), oneThread);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        long count = 0;
        for (; clock.Elapsed.TotalSeconds < leastSeconds; count += texts.Length)
            model.Embed(texts, oneThread);
        return count / clock.Elapsed.TotalSeconds;
    }
}

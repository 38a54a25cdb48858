using System.Globalization;
using HybridFeatures.Data;
using Microsoft.ML.TransferEmbeddings;
using SentimentExperiment;

namespace Distill.Evaluation;

/// <summary>Models beside each other: what their vectors know, how large they are, how fast.</summary>
internal sealed class ModelEvaluation
{
    private const int FewLabels = 16, Draws = 100;

    private readonly string sts;
    private readonly IReadOnlyList<LabelledText> banking, sst2, trec, yelp, amazon;
    private readonly List<string> rows = [];
    private (double FeaturizeText, double Embedding, double Hybrid)? hybrid;

    /// <param name="folder">The data sets, as their authors give them, each in a folder of its own.</param>
    public ModelEvaluation(string folder)
    {
        var files = new TextFiles(folder);
        sts = Path.Combine(folder, "stsbenchmark/sts-dev.csv");
        banking = [.. Corpus.CorpusFiles.Read($"{folder}/banking77/train.csv:text").Zip(Corpus.CorpusFiles.Read($"{folder}/banking77/train.csv:category"), (text, label) => new LabelledText { Text = text, Label = label })];
        (sst2, trec, yelp, amazon) = (files.Sst2Training, files.Trec, files.Yelp, files.Amazon);
    }

    public void Measure(string folder)
    {
        using var model = TextEmbeddingModel.FromDirectory(folder);
        double[] scores =
        [
            SentenceSimilarity.Spearman(model, sts),
            LinearProbe.OnSplit(model, banking),
            LinearProbe.OnSplit(model, sst2),
            LinearProbe.OnSplit(model, trec),
            LinearProbe.OnFew(model, sst2, FewLabels, Draws),
            LinearProbe.OnFew(model, yelp, FewLabels, Draws),
            LinearProbe.OnFew(model, amazon, FewLabels, Draws),
        ];
        long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name is not "README.md" and not "report.md" and not "expected.json").Sum(file => file.Length);
        string size = $"{bytes / 1e6:F1} MB", rate = $"{TextsPerSecond(model):N0}";
        string[] cells = [Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), .. scores.Select(score => (100 * score).ToString("F1", CultureInfo.InvariantCulture)), size, rate];
        rows.Add($"| {string.Join(" | ", cells)} |");
        // Of the first model, the one that the report is about.
        hybrid ??= HybridProbe.OnSplit(model, sst2);
    }

    public string ToMarkdown() => $"""
        | model | STS dev | Banking77 | SST-2 | TREC | SST-2, {FewLabels} | yelp, {FewLabels} | amazon, {FewLabels} | size | texts/s |
        |---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', rows)}

        STS dev: Spearman's rank correlation of cosines with people's judgement, × 100. Banking77, SST-2 and TREC: accuracy in percent of a linear classifier
        (`LbfgsMaximumEntropy`, L1 = 0, L2 = 0.1) on every fifth text of the training file, trained on the others. With {FewLabels}: trained on {FewLabels} texts a class,
        tested on all others, mean of {Draws} draws. Texts a second: Banking77, one thread.

        SST-2 with `AveragedPerceptron`: `FeaturizeText` {100 * hybrid!.Value.FeaturizeText:F1}, `EmbedText` with the first model {100 * hybrid.Value.Embedding:F1}, both side by side
        (`FeaturizeTextWithEmbedding`) {100 * hybrid.Value.Hybrid:F1}.

        {Machine.Describe()}.

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

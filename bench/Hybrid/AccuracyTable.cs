using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;

/// <summary>The accuracies of all featurizations with one embedder, as a Markdown table.</summary>
internal static class AccuracyTable
{
    public static string Measure(
        TextEmbeddingModel model, IReadOnlyList<LearningTask> tasks, IReadOnlyList<Featurization> featurizations, Action<string> report)
    {
        report("embedding");
        Embed(model, tasks);

        var experiment = new Experiment(model);
        bool differences = featurizations.Contains(Featurization.Hybrid);
        string[] comparison = differences ? ["to EmbedText", "to the better one"] : [];
        string[] header = ["Data", "Labels", .. featurizations.Select(featurization => featurization.Name), .. comparison];
        return new MarkdownTable(header, tasks.Select(Row)) { TextColumns = 2 }.ToMarkdown();

        string[] Row(LearningTask task)
        {
            report($"{task.Data}, {task.Labels}");
            var means = featurizations.ToDictionary(
                featurization => featurization, featurization => task.Splits.Average(split => experiment.Accuracy(split, featurization)));
            return [task.Data, task.Labels, .. means.Values.Select(Number.Percent), .. differences ? Differences(means) : []];
        }
    }

    /// <summary>Each text once: splits of a data set share its rows.</summary>
    private static void Embed(TextEmbeddingModel model, IReadOnlyList<LearningTask> tasks)
    {
        CorpusRow[] rows = [.. tasks.SelectMany(task => task.Splits).SelectMany(split => split.Training.Concat(split.Test)).Distinct()];
        CorpusRow.Embed(model, rows);
    }

    private static string[] Differences(Dictionary<Featurization, double> means)
    {
        double embedding = means[Featurization.EmbedText], text = means[Featurization.FeaturizeText], hybrid = means[Featurization.Hybrid];
        return [Number.Difference(100 * (hybrid - embedding)), Number.Difference(100 * (hybrid - Math.Max(embedding, text)))];
    }
}

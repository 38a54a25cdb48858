using System.Globalization;
using System.Text;
using HybridFeatures.Data;
using HybridFeatures.Features;
using Microsoft.ML.TransferEmbeddings;

namespace HybridFeatures.Report;

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
        var table = new StringBuilder();
        AppendRow(table, ["Data", "Labels", .. featurizations.Select(featurization => featurization.Name), .. differences ? ["to EmbedText", "to the better one"] : Array.Empty<string>()]);
        AppendRow(table, ["---", "---", .. Enumerable.Repeat("---:", featurizations.Count + (differences ? 2 : 0))]);
        foreach (var task in tasks)
        {
            report($"{task.Data}, {task.Labels}");
            var means = featurizations.ToDictionary(
                featurization => featurization, featurization => 100 * task.Splits.Average(split => experiment.Accuracy(split, featurization)));
            AppendRow(table,
            [
                task.Data, task.Labels,
                .. means.Values.Select(mean => mean.ToString("F1", CultureInfo.InvariantCulture)),
                .. differences ? Differences(means) : [],
            ]);
        }
        return table.ToString();
    }

    /// <summary>Each text once: splits of a data set share its rows.</summary>
    private static void Embed(TextEmbeddingModel model, IReadOnlyList<LearningTask> tasks)
    {
        LabelledText[] rows = [.. tasks.SelectMany(task => task.Splits).SelectMany(split => split.Training.Concat(split.Test)).Distinct()];
        foreach (var (row, vector) in rows.Zip(model.Embed(rows.Select(row => row.Text))))
            row.Embedding = vector;
    }

    private static string[] Differences(Dictionary<Featurization, double> means)
    {
        double embedding = means[Featurization.EmbedText], text = means[Featurization.FeaturizeText], hybrid = means[Featurization.Hybrid];
        return [Difference(hybrid - embedding), Difference(hybrid - Math.Max(embedding, text))];
    }

    private static string Difference(double points) => points.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    private static void AppendRow(StringBuilder table, IEnumerable<string> cells) =>
        table.Append($"| {string.Join(" | ", cells)} |\n");
}

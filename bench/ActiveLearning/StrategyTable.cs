using Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.ActiveLearning;

/// <summary>Accuracy after each batch of labels that a strategy asks for, beside random choice.</summary>
internal static class StrategyTable
{
    private const int Draws = 50;

    private static readonly LabelingStrategy?[] Strategies = [null, LabelingStrategy.Margin, LabelingStrategy.Entropy, LabelingStrategy.Coverage];

    /// <param name="reviews">Embedded reviews.</param>
    /// <param name="model">What embedded them, for the caption.</param>
    /// <param name="report">Told how far it is.</param>
    public static string Measure(IReadOnlyList<EmbeddedReview> reviews, string model, Action<string> report)
    {
        string[] labels = [.. Enumerable.Range(1, LabelingRun.Batches).Select(batch => $"{batch * LabelingRun.BatchSize}")];
        return $"""
            {new MarkdownTable(["Labels", .. labels], Strategies.Select(Row)).ToMarkdown()}
            Accuracy in percent on 200 reviews of restaurants, mean of {Draws} draws, with {model} and `LinearProbe`.
            """;

        string[] Row(LabelingStrategy? strategy)
        {
            string name = strategy?.ToString() ?? "at random";
            report(name);
            double[][] runs = [.. Enumerable.Range(1, Draws).Select(seed => new LabelingRun(reviews, seed).Label(strategy).ToArray())];
            return [name, .. Enumerable.Range(0, LabelingRun.Batches).Select(batch => Number.Percent(runs.Average(run => run[batch])))];
        }
    }
}

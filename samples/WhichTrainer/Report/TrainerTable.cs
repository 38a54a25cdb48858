using System.Text;
using SentimentExperiment;
using WhichTrainer.Trainers;

namespace WhichTrainer.Report;

/// <summary>The accuracies of all trainers behind one embedder, as a Markdown table.</summary>
internal static class TrainerTable
{
    public const int Draws = 50;

    public static string Measure(IReadOnlyList<EmbeddedReview> reviews, Action<string> report)
    {
        Draw[] draws = [.. Enumerable.Range(1, Draws).Select(seed => new Draw(reviews, seed))];
        var table = new StringBuilder();
        AppendRow(table, TrainingSet.All.Select(set => set.Name).Prepend("Trainer"));
        AppendRow(table, TrainingSet.All.Select(_ => "---:").Prepend("---"));
        foreach (var trainer in TrainerChoice.All)
        {
            report(trainer.Name);
            var spreads = TrainingSet.All.Select(set => Spread.Of([.. draws.Select(draw => set.Accuracy(draw, trainer))]));
            AppendRow(table, spreads.Select(spread => spread.ToString()).Prepend(trainer.Name));
        }
        return table.ToString();
    }

    private static void AppendRow(StringBuilder table, IEnumerable<string> cells) =>
        table.Append($"| {string.Join(" | ", cells)} |\n");
}

using Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WhichTrainer;

/// <summary>The accuracies of all trainers after one embedder, as a Markdown table.</summary>
internal static class TrainerTable
{
    public const int Draws = 50;

    public static string Measure(IReadOnlyList<EmbeddedReview> reviews, Action<string> report)
    {
        Draw[] draws = [.. Enumerable.Range(1, Draws).Select(seed => new Draw(reviews, seed))];
        return new MarkdownTable(["Trainer", .. TrainingSet.All.Select(set => set.Name)], TrainerChoice.All.Select(Row)).ToMarkdown();

        string[] Row(TrainerChoice trainer)
        {
            report(trainer.Name);
            return [trainer.Name, .. TrainingSet.All.Select(set => Spread.Of([.. draws.Select(draw => set.Accuracy(draw, trainer))]).ToString())];
        }
    }
}

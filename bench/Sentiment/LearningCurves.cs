using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

/// <summary>How accurate each featurization is with few and with many labels: means over seeded draws.</summary>
internal sealed class LearningCurves
{
    private const int Draws = 10;
    private static readonly int[] LabelsPerClass = [4, 8, 16, 32, 64, 400];
    private readonly IReadOnlyList<ReviewFeatures> features;
    private readonly Dictionary<(int Labels, ReviewFeatures ReviewFeatures), List<double>> accuracies = [];

    private LearningCurves(IReadOnlyList<ReviewFeatures> features) => this.features = features;

    public static LearningCurves Measure(TextEmbeddingModel encoder, IReadOnlyList<EmbeddedReview> reviews, Action<string> report)
    {
        var curves = new LearningCurves(ReviewFeatures.Of(encoder));
        for (int seed = 1; seed <= Draws; seed++)
        {
            var draw = new Draw(reviews, seed);
            foreach (int labels in LabelsPerClass)
            {
                report($"Draw {seed} of {Draws}: {labels} labels per class");
                foreach (var featurization in curves.features)
                {
                    curves.Of(labels, featurization).Add(draw.Accuracy(
                        labels, ml => featurization.Stages(ml).AppendCacheCheckpoint(ml).Append(ml.BinaryClassification.Trainers.AveragedPerceptron())));
                }
            }
        }
        return curves;
    }

    public string ToMarkdown()
    {
        string[] header = ["labels per class", .. features.Select(featurization => featurization.Name)];
        return $"""
            {new MarkdownTable(header, LabelsPerClass.Select(Row)) { TextColumns = 0 }.ToMarkdown()}
            Accuracy in percent on 200 reviews that were not trained on: mean ± standard deviation of {Draws} draws, seeds 1 to {Draws}.
            """;
    }

    private string[] Row(int labels) => [$"{labels}", .. features.Select(featurization => Spread.Of(Of(labels, featurization)).ToString())];

    private List<double> Of(int labels, ReviewFeatures featurization)
    {
        if (!accuracies.TryGetValue((labels, featurization), out var list))
            accuracies[(labels, featurization)] = list = [];
        return list;
    }
}

using Microsoft.ML;
using SentimentExperiment;

namespace QuickStart.LearningCurve;

/// <summary>How accurate each featurization is with few and with many labels: means over seeded draws.</summary>
internal sealed class LearningCurves
{
    private const int Draws = 10;
    private static readonly int[] LabelsPerClass = [4, 8, 16, 32, 64, 400];
    private readonly Dictionary<(int Labels, Featurization Featurization), List<double>> accuracies = [];

    public static LearningCurves Measure(
        IReadOnlyList<EmbeddedReview> reviews, Func<MLContext, IEstimator<ITransformer>> trainer, Action<string> report)
    {
        var curves = new LearningCurves();
        for (int seed = 1; seed <= Draws; seed++)
        {
            var draw = new Draw(reviews, seed);
            foreach (int labels in LabelsPerClass)
            {
                report($"Draw {seed} of {Draws}: {labels} labels a class");
                foreach (var featurization in Featurization.All)
                {
                    double accuracy = draw.Accuracy(labels, ml => featurization.Stages(ml).AppendCacheCheckpoint(ml).Append(trainer(ml)));
                    curves.Of(labels, featurization).Add(accuracy);
                }
            }
        }
        return curves;
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"Accuracy in percent on 200 reviews that were not trained on: mean ± standard deviation of {Draws} draws");
        output.WriteLine();
        output.WriteLine(Line("labels a class", Featurization.All.Select(featurization => featurization.Name)));
        foreach (int labels in LabelsPerClass)
            output.WriteLine(Line($"{labels}", Featurization.All.Select(featurization => Spread.Of(Of(labels, featurization)).ToString())));
    }

    private List<double> Of(int labels, Featurization featurization)
    {
        if (!accuracies.TryGetValue((labels, featurization), out var list))
            accuracies[(labels, featurization)] = list = [];
        return list;
    }

    private static string Line(string first, IEnumerable<string> others) =>
        $"{first,14}" + string.Concat(others.Select(other => $"{other,16}"));
}

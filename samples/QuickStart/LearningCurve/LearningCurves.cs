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
        output.WriteLine(Caption);
        output.WriteLine();
        foreach (var row in Rows())
            output.WriteLine($"{row[0],14}" + string.Concat(row.Skip(1).Select(cell => $"{cell,16}")));
    }

    public string ToMarkdown()
    {
        var lines = Rows().Select(row => $"| {string.Join(" | ", row)} |").ToList();
        lines.Insert(1, "|" + string.Concat(Enumerable.Repeat("---:|", 1 + Featurization.All.Count)));
        return $"{string.Join('\n', lines)}\n\n{Caption}, seeds 1 to {Draws}.\n{Machine.Describe()}.";
    }

    private static string Caption => $"Accuracy in percent on 200 reviews that were not trained on: mean ± standard deviation of {Draws} draws";

    private IEnumerable<string[]> Rows()
    {
        yield return ["labels a class", .. Featurization.All.Select(featurization => featurization.Name)];
        foreach (int labels in LabelsPerClass)
            yield return [$"{labels}", .. Featurization.All.Select(featurization => Spread.Of(Of(labels, featurization)).ToString())];
    }

    private List<double> Of(int labels, Featurization featurization)
    {
        if (!accuracies.TryGetValue((labels, featurization), out var list))
            accuracies[(labels, featurization)] = list = [];
        return list;
    }
}

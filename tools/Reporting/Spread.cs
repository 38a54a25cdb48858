using System.Globalization;

namespace Reporting;

/// <summary>Accuracies of several draws: their mean and their standard deviation, in percent.</summary>
public sealed record Spread(double Mean, double StandardDeviation)
{
    public static Spread Of(IReadOnlyCollection<double> accuracies)
    {
        double mean = accuracies.Average();
        double variance = accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Count - 1);
        return new Spread(100 * mean, 100 * Math.Sqrt(variance));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:F1} ± {StandardDeviation:F1}");
}

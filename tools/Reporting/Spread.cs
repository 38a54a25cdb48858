using System.Globalization;

namespace Reporting;

/// <summary>Accuracies of several draws: their mean and their standard deviation, in percent.</summary>
public sealed record Spread(double Mean, double StandardDeviation)
{
    public static Spread Of(IReadOnlyCollection<double> accuracies) => new(100 * accuracies.Average(), 100 * Deviation(accuracies));

    /// <summary>Of the mean, in the unit of the values.</summary>
    public static double StandardError(IReadOnlyCollection<double> values) => Deviation(values) / Math.Sqrt(values.Count);

    private static double Deviation(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:F1} ± {StandardDeviation:F1}");
}

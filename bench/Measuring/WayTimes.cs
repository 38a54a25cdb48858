namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>A way's runs, one a round.</summary>
internal sealed record WayTimes(string Name, IReadOnlyList<WayRun> Runs)
{
    public double TextsASecond => Median(Runs.Select(run => run.TextsASecond));

    public double ProcessorMilliseconds => Median(Runs.Select(run => run.ProcessorMilliseconds));

    /// <summary>The median over rounds of this way's rate divided by the other's in the same round.</summary>
    public double RatioTo(WayTimes other) => Median(Runs.Zip(other.Runs, (ours, theirs) => ours.TextsASecond / theirs.TextsASecond));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

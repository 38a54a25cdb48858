namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>A way's runs, one a round.</summary>
internal sealed record WayTimes(string Name, IReadOnlyList<WayRun> Runs)
{
    public double TextsASecond => Median.Of(Runs.Select(run => run.TextsASecond));

    public double ProcessorMilliseconds => Median.Of(Runs.Select(run => run.ProcessorMilliseconds));

    /// <summary>The median over rounds of this way's rate divided by the other's in the same round.</summary>
    public double RatioTo(WayTimes other) => Median.Of(Runs.Zip(other.Runs, (ours, theirs) => ours.TextsASecond / theirs.TextsASecond));
}

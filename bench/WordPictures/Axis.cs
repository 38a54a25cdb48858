namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

/// <summary>Where values lie between two ends of the picture.</summary>
internal sealed class Axis
{
    private const double Margin = 0.08;

    private readonly double least;
    private readonly double most;

    /// <param name="values">All of them find room.</param>
    /// <param name="from">Where the axis begins in the picture.</param>
    /// <param name="to">Where it ends.</param>
    public Axis(IEnumerable<double> values, double from, double to)
    {
        double[] all = [.. values];
        double space = Math.Max((all.Max() - all.Min()) * Margin, 1e-6);
        (least, most) = (all.Min() - space, all.Max() + space);
        (From, To) = (from, to);
    }

    public double From { get; }

    public double To { get; }

    public double Place(double value) => From + (value - least) / (most - least) * (To - From);

    /// <summary>Round values, about as many as asked for.</summary>
    public IEnumerable<double> Ticks(int count)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10((most - least) / count)));
        step *= new[] { 1, 2, 5, 10 }.First(factor => (most - least) / (step * factor) <= count);
        for (double value = Math.Ceiling(least / step) * step; value <= most; value += step)
            yield return Math.Abs(value) < step / 2 ? 0 : value;
    }
}

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>The number in the middle; of an even number of them, the mean of the two.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

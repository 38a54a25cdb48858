using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Choice;

/// <summary>What a way made of rows that it had not been trained on.</summary>
/// <param name="Way">The way.</param>
/// <param name="Hits">For each row 1 if its class was found, else 0.</param>
/// <param name="ProcessorTime">For all parts.</param>
internal sealed record HeldOutResult(FineTuningWay Way, double[] Hits, TimeSpan ProcessorTime)
{
    public FineTuningCandidate ToCandidate()
    {
        var (mean, error) = MeanAndError(Hits);
        return new FineTuningCandidate(Way, mean, error, ProcessorTime);
    }

    /// <summary>How far the way is ahead of another one on the same rows, with the standard error of the difference.</summary>
    public (double Lead, double Error) Against(HeldOutResult other)
    {
        var differences = new double[Hits.Length];
        TensorPrimitives.Subtract(Hits, other.Hits, differences);
        return MeanAndError(differences);
    }

    private static (double Mean, double Error) MeanAndError(double[] values)
    {
        double mean = values.Average();
        var rest = new double[values.Length];
        TensorPrimitives.Subtract(values, mean, rest);
        return (mean, TensorPrimitives.Norm<double>(rest) / values.Length);
    }
}

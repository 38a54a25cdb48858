using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Moves vectors to the weighted mean zero and to a mean square length of 1: one scale for all dimensions, so that none that hardly varies is blown
/// up.</summary>
/// <param name="Mean">Is subtracted.</param>
/// <param name="Scale">What the differences are multiplied by.</param>
internal sealed record Standardization(double[] Mean, double Scale)
{
    public static Standardization Of(VectorRows rows)
    {
        double[] mean = rows.Mean();
        var shifted = new double[mean.Length];
        double sum = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            TensorPrimitives.Subtract(rows[row], mean, shifted);
            sum += rows.WeightOf(row) * TensorPrimitives.Dot<double>(shifted, shifted);
        }
        return new Standardization(mean, sum > 0 ? Math.Sqrt(rows.TotalWeight / sum) : 1);
    }

    public double[] Apply(double[] vector)
    {
        var standardized = new double[vector.Length];
        TensorPrimitives.Subtract(vector, Mean, standardized);
        TensorPrimitives.Multiply(standardized, Scale, standardized);
        return standardized;
    }
}

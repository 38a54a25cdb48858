using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>What a thread computes in while it solves for vectors.</summary>
/// <param name="dimension">Of the vectors.</param>
internal sealed class AlsScratch(int dimension)
{
    public CholeskySystem System { get; } = new(dimension);

    /// <summary>As many vectors as they have values.</summary>
    public double[] Vectors { get; } = new double[dimension * dimension];

    public double[] Products { get; } = new double[2 * dimension];
}

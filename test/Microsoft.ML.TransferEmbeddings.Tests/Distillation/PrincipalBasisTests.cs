using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

public class PrincipalBasisTests
{
    private const int Dimension = 20, Rank = 5;

    [Fact]
    public void VectorsOfAPlaneKeepTheirProductsInItsBasis()
    {
        var vectors = VectorsOfRank();
        var projected = PrincipalBasis.Of(vectors, Rank, CancellationToken.None).Project(vectors, CancellationToken.None);
        for (int i = 1; i < vectors.Count; i++)
            Assert.Equal(TensorPrimitives.Dot<float>(vectors[i - 1], vectors[i]), TensorPrimitives.Dot<float>(projected[i - 1], projected[i]), 1e-4f);
    }

    [Fact]
    public void DirectionsAreOrderedByWhatTheyCarry()
    {
        var vectors = VectorsOfRank();
        var projected = PrincipalBasis.Of(vectors, Dimension, CancellationToken.None).Project(vectors, CancellationToken.None);
        double[] energy = [.. Enumerable.Range(0, Dimension).Select(i => Enumerable.Range(0, vectors.Count).Sum(row => (double)projected[row][i] * projected[row][i]))];
        Assert.Equal(energy.Take(Rank).OrderDescending(), energy.Take(Rank));
        Assert.InRange(energy[Rank], 0, 1e-6 * energy[0]);
        // Directions are uncorrelated: what makes them the principal ones.
        for (int i = 1; i < Rank; i++)
            Assert.InRange(Math.Abs(Enumerable.Range(0, vectors.Count).Sum(row => (double)projected[row][i] * projected[row][i - 1])), 0, 1e-4 * energy[0]);
    }

    private static VectorBlocks VectorsOfRank()
    {
        float[] directions = TinyTensors.Random(seed: 1, Rank * Dimension), shares = TinyTensors.Random(seed: 2, 300 * Rank);
        var vectors = new VectorBlocks(300, Dimension);
        for (int row = 0; row < vectors.Count; row++)
        {
            for (int i = 0; i < Rank; i++)
                TensorPrimitives.MultiplyAdd(directions.AsSpan(i * Dimension, Dimension), shares[row * Rank + i] * (i + 1), vectors[row], vectors[row]);
        }
        return vectors;
    }
}

using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Numerics;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(60, 60)]
    [InlineData(61, 7)]
    public void TheMatrixIsItsEigenvectorsTimesItsEigenvalues(int size, int rank)
    {
        var random = new Random(size);
        double[][] factors = [.. Enumerable.Range(0, rank).Select(r => Enumerable.Range(0, size).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(2, -r)).ToArray())];
        var matrix = new double[size * size];
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] = factors.Select((factor, r) => (r % 2 == 0 ? 1 : -1) * factor[i / size] * factor[i % size]).Sum();
        var (values, vectors) = SymmetricEigen.Of(matrix, size, () => { });
        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                Assert.Equal(matrix[i * size + j], values.Select((value, k) => value * vectors[k][i] * vectors[k][j]).Sum(), 1e-13);
                Assert.Equal(i == j ? 1 : 0, vectors[i].Zip(vectors[j], (a, b) => a * b).Sum(), 1e-12);
            }
        }
    }

    [Fact]
    public void ADiagonalMatrixHasItsOwnValues()
    {
        var (values, vectors) = SymmetricEigen.Of([2, 0, 0, 0, 5, 0, 0, 0, -1], 3, () => { });
        Assert.Equal([5, 2, -1], values);
        Assert.Equal([0, 1, 0], vectors[0].Select(Math.Abs));
    }

    [Fact]
    public void CancellationIsHeard() => Assert.Throws<OperationCanceledException>(() => SymmetricEigen.Of([1, 0, 0, 1], 2, () => throw new OperationCanceledException()));
}

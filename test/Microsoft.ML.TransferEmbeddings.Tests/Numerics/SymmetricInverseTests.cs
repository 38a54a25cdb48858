using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Numerics;

public class SymmetricInverseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(430)]
    public void ProductWithTheInverseIsTheIdentity(int size)
    {
        var random = new Random(size);
        double[][] matrix = PositiveDefinite(size, random);
        double[][] inverse = [.. matrix.Select(row => row.ToArray())];
        var reports = new List<int>();
        SymmetricInverse.Invert(inverse, degreeOfParallelism: 1, TestContext.Current.CancellationToken, reports.Add);
        double largest = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                largest = Math.Max(largest, Math.Abs(Enumerable.Range(0, size).Sum(k => At(matrix, i, k) * At(inverse, k, j)) - (i == j ? 1 : 0)));
        }
        Assert.InRange(largest, 0, 1e-9);
        Assert.Equal(size, reports[^1]);
    }

    [Fact]
    public void ThreadsChangeNoBit()
    {
        double[][] matrix = PositiveDefinite(500, new Random(1));
        double[][] Inverse(int threads)
        {
            double[][] rows = [.. matrix.Select(row => row.ToArray())];
            SymmetricInverse.Invert(rows, threads, TestContext.Current.CancellationToken, _ => { });
            return rows;
        }
        Assert.Equal(Inverse(1), Inverse(4));
    }

    [Fact]
    public void MatrixThatIsNotPositiveDefiniteIsRefused() =>
        Assert.Throws<ArithmeticException>(() => SymmetricInverse.Invert([[1], [2, 1]], 1, TestContext.Current.CancellationToken, _ => { }));

    private static double At(double[][] lower, int row, int column) => column <= row ? lower[row][column] : lower[column][row];

    private static double[][] PositiveDefinite(int size, Random random)
    {
        double[][] factors = [.. Enumerable.Range(0, size).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5).ToArray())];
        return [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, i + 1).Select(j => factors[i].Zip(factors[j], (a, b) => a * b).Sum() + (i == j ? 1 : 0)).ToArray())];
    }
}

using Microsoft.ML.TransferEmbeddings.Items.Learning;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

/// <summary>Two ways to the same vectors.</summary>
public class AlsBasisTests
{
    private const int Dimension = 12, Count = 60;

    /// <summary>Rows with fewer interactions than vectors have values, as many, and more; of heavy and of light interactions.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 0)]
    [InlineData(11, 0.5)]
    [InlineData(12, 1)]
    [InlineData(13, 1)]
    [InlineData(50, 2)]
    public void SolutionIsThatOfTheWholeSystem(int interactions, double frequencyExponent)
    {
        var random = new Random(7);
        float[] vectors = [.. Enumerable.Range(0, Count * Dimension).Select(_ => random.NextSingle() - 0.5f)];
        // Two values are equal everywhere, so that the products have an eigenvalue of zero.
        for (int row = 0; row < Count; row++)
            vectors[row * Dimension + 1] = vectors[row * Dimension];
        var side = new AlsSide(vectors, Count, new AlsSettings(Dimension, 0.1, 0.003, frequencyExponent), degreeOfParallelism: 2, TestContext.Current.CancellationToken);
        int[] columns = [.. Enumerable.Range(0, Count).OrderBy(_ => random.Next()).Take(interactions)];
        float[] weights = [.. columns.Select(column => column % 3 == 0 ? 100f : 0.01f + random.NextSingle())];
        var scratch = new AlsScratch(Dimension);
        float[] whole = new float[Dimension], quick = new float[Dimension];
        side.Solve(columns, weights, whole, scratch.System);
        side.SolveQuickly(side.ToBasis(degreeOfParallelism: 2, TestContext.Current.CancellationToken), columns, weights, quick, scratch);
        Assert.True(whole.Sum(Math.Abs) > 0.1);
        for (int i = 0; i < Dimension; i++)
            Assert.Equal(whole[i], quick[i], 1e-5);
    }

    [Fact]
    public void RowWithoutInteractionsHasZeros()
    {
        var side = new AlsSide(new float[] { 1, 2, 3, 4 }, 2, new AlsSettings(2, 0.1, 0.1, 1), degreeOfParallelism: 1, TestContext.Current.CancellationToken);
        float[] vector = [1, 1];
        side.SolveQuickly(side.ToBasis(degreeOfParallelism: 1, TestContext.Current.CancellationToken), [], [], vector, new AlsScratch(2));
        Assert.Equal([0, 0], vector);
    }
}

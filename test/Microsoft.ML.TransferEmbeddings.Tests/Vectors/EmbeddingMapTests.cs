using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Vectors;

/// <summary>Maps as objects: each has the property that names it.</summary>
public sealed class EmbeddingMapTests
{
    [Theory]
    [InlineData(200, 12)]
    [InlineData(8, 12)]
    public void RidgeSolvesItsEquations(int count, int dimension)
    {
        float[][] from = Random(1, count, dimension), to = Random(2, count, 3);
        var map = EmbeddingMap.FitRidge(from, to, penalty: 2.5);
        Assert.Equal(2.5, map.Penalty);
        double[] weights = [.. map.Weights!.Select(value => (double)value)];
        // (XᵀX + penalty) w = Xᵀy, with both sides centered.
        double[][] x = Centered(from), y = Centered(to);
        for (int output = 0; output < 3; output++)
        {
            for (int i = 0; i < dimension; i++)
            {
                double left = 2.5 * weights[output * dimension + i], right = 0;
                for (int row = 0; row < count; row++)
                {
                    left += x[row][i] * Enumerable.Range(0, dimension).Sum(j => x[row][j] * weights[output * dimension + j]);
                    right += x[row][i] * y[row][output];
                }
                Assert.Equal(right, left, 1e-4);
            }
        }
    }

    /// <summary>The error is that of the definition: residuals divided by the share of freedom that is left, here of the whole hat matrix.</summary>
    [Theory]
    [InlineData(40, 6)]
    [InlineData(9, 14)]
    public void ThePenaltyHasTheLowestErrorInCrossValidation(int count, int dimension)
    {
        float[][] from = Random(3, count, dimension);
        float[][] to = [.. from.Zip(Random(4, count, 2), (vector, noise) => new[] { vector[0] - vector[2] + noise[0], vector[1] + noise[1] })];
        double chosen = EmbeddingMap.FitRidge(from, to).Penalty!.Value;
        double best = Error(chosen);
        foreach (double factor in new[] { 0.1, 0.5, 2, 10 })
            Assert.True(best <= Error(chosen * factor) * (1 + 1e-6), $"{factor} times the penalty is better");

        double Error(double penalty)
        {
            var map = EmbeddingMap.FitRidge(from, to, penalty);
            double residual = 0, freedom = count;
            for (int row = 0; row < count; row++)
            {
                float[] mapped = map.Apply(from[row]);
                residual += mapped.Zip(to[row], (a, b) => (double)(a - b) * (a - b)).Sum();
                // What a row's own answer weighs in its fit: the fit to targets of 1 there and 0 elsewhere.
                float[][] one = [.. Enumerable.Range(0, count).Select(other => new[] { other == row ? 1f : 0 })];
                freedom -= EmbeddingMap.FitRidge(from, one, penalty).Apply(from[row])[0];
            }
            return residual / (freedom * freedom);
        }
    }

    [Fact]
    public void RidgeFindsALinearMapWithItsShift()
    {
        float[][] from = Random(5, 60, 8);
        float[][] to = [.. from.Select(vector => new[] { 3 + vector[0] - 2 * vector[5], -1 + 0.5f * vector[7] })];
        var map = EmbeddingMap.FitRidge(from, to);
        float[] vector = Random(6, 1, 8)[0];
        float[] mapped = map.Apply(vector);
        Assert.Equal(3 + vector[0] - 2 * vector[5], mapped[0], 1e-3f);
        Assert.Equal(-1 + 0.5f * vector[7], mapped[1], 1e-3f);
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(9, 4)]
    [InlineData(4, 9)]
    public void ProcrustesFindsARotationWithItsScaleAndShift(int fromDimension, int toDimension)
    {
        int small = Math.Min(fromDimension, toDimension), large = Math.Max(fromDimension, toDimension);
        // Orthogonal rows: the eigenvectors of a symmetric matrix.
        float[][] square = Random(7, large, large);
        double[] symmetric = [.. Enumerable.Range(0, large * large).Select(i => (double)square[i / large][i % large] + square[i % large][i / large])];
        double[][] rows = SymmetricEigen.Of(symmetric, large, () => { }).Vectors[..small];
        float[][] from = Random(8, 50, fromDimension);
        float[][] to = [.. from.Select(vector => fromDimension >= toDimension
            ? rows.Select(row => 2 * (float)row.Zip(vector, (a, b) => a * b).Sum() + 1).ToArray()
            : Enumerable.Range(0, large).Select(i => 2 * (float)rows.Select((row, r) => row[i] * vector[r]).Sum() + 1).ToArray())];
        var map = EmbeddingMap.FitProcrustes(from, to);
        if (fromDimension <= toDimension)
        {
            foreach (var (vector, partner) in from.Zip(to))
                Assert.All(map.Apply(vector).Zip(partner), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }
        AssertOrthogonal(map, small);
    }

    /// <summary>No rotation of random ones is nearer, for partners that no rotation fits.</summary>
    [Fact]
    public void ProcrustesIsNearest()
    {
        float[][] from = Random(9, 30, 5), to = Random(10, 30, 5);
        double best = Distance(EmbeddingMap.FitProcrustes(from, to));
        for (int seed = 0; seed < 50; seed++)
            Assert.True(best <= Distance(EmbeddingMap.FitProcrustes(from, Random(100 + seed, 30, 5))) + 1e-3);

        double Distance(EmbeddingMap map) => from.Zip(to).Sum(pair => map.Apply(pair.First).Zip(pair.Second, (a, b) => (double)(a - b) * (a - b)).Sum());
    }

    [Fact]
    public void CenteringLeavesTheMeanZero()
    {
        float[][] vectors = Random(11, 30, 5);
        var map = EmbeddingMap.FitCentering(vectors);
        double[] mean = Mean([.. vectors.Select(vector => map.Apply(vector))]);
        Assert.All(mean, value => Assert.Equal(0, value, 1e-6));
        Assert.Null(map.KeptVariance);
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(8, 10)]
    public void PrincipalComponentsKeepTheMostVariance(int count, int dimension)
    {
        float[][] vectors = [.. Random(12, count, dimension).Select(vector => vector.Select((value, i) => value / (1 + i)).ToArray())];
        double before = Centered(vectors).Sum(row => row.Sum(value => value * value));
        double? last = null;
        foreach (int kept in new[] { 7, 3, 2 })
        {
            var map = EmbeddingMap.FitPrincipalComponents(vectors, kept);
            float[][] mapped = [.. vectors.Select(vector => map.Apply(vector))];
            double after = mapped.Sum(row => row.Sum(value => (double)value * value));
            Assert.Equal(after / before, map.KeptVariance!.Value, 1e-5);
            Assert.True(last is null || map.KeptVariance < last);
            last = map.KeptVariance;
            AssertOrthogonal(map, kept);
            // Uncorrelated, the largest variance first; the first beats every single dimension.
            double[][] moment = Covariance(mapped);
            for (int i = 0; i < kept; i++)
            {
                for (int j = 0; j < i; j++)
                    Assert.Equal(0, moment[i][j], 1e-4);
                Assert.True(i == 0 || moment[i][i] <= moment[i - 1][i - 1] + 1e-6);
            }
            double[][] single = Covariance(vectors);
            Assert.True(moment[0][0] >= Enumerable.Range(0, dimension).Max(i => single[i][i]) - 1e-6);
        }
    }

    [Fact]
    public void WhitenedDimensionsAreUncorrelatedAndOfVarianceOne()
    {
        float[][] vectors = [.. Random(13, 100, 6).Select(vector => vector.Select((value, i) => value * (1 + i) + vector[0]).ToArray())];
        foreach (int? kept in new int?[] { null, 4 })
        {
            var map = EmbeddingMap.FitWhitening(vectors, kept);
            Assert.Equal(kept ?? 6, map.OutputDimension);
            double[][] covariance = Covariance([.. vectors.Select(vector => map.Apply(vector))]);
            for (int i = 0; i < map.OutputDimension; i++)
            {
                for (int j = 0; j < map.OutputDimension; j++)
                    Assert.Equal(i == j ? 1 : 0, covariance[i][j], 1e-4);
            }
        }
    }

    [Fact]
    public void DirectionsThatAreNotThereAreRefused()
    {
        float[][] few = Random(14, 4, 10);
        Assert.Contains("vary in 3 directions, and 10", Assert.Throws<InvalidOperationException>(() => EmbeddingMap.FitWhitening(few)).Message);
        Assert.Contains("vary in 3 directions, and 4", Assert.Throws<InvalidOperationException>(() => EmbeddingMap.FitPrincipalComponents(few, 4)).Message);
        // What does not vary tells nothing.
        float[][] same = [.. Enumerable.Repeat(few[0], 5)];
        Assert.Equal(few[1][..2], EmbeddingMap.FitRidge(same, [.. Enumerable.Repeat(few[1][..2], 5)]).Apply(few[2]));
        Assert.Equal(few[1][..2], EmbeddingMap.FitProcrustes(same, [.. Enumerable.Repeat(few[1][..2], 5)]).Apply(few[2]));
    }

    [Fact]
    public void WrongVectorsAreRefusedByName()
    {
        float[][] good = Random(15, 5, 3);
        Assert.Contains("vector 3 of 'vectors'", Refused(() => EmbeddingMap.FitCentering([.. good[..3], [1, float.NaN, 2]])));
        Assert.Contains("vector 2 of 'to'", Refused(() => EmbeddingMap.FitRidge(good, [[1], [2], [3, 4], [5], [6]])));
        Assert.Contains("vector 1 of 'from'", Refused(() => EmbeddingMap.FitProcrustes([[1], null!], good)));
        Assert.Contains("5 vectors and 4 partners", Refused(() => EmbeddingMap.FitRidge(good, good[..4])));
        Assert.Contains("There are 1 vectors", Refused(() => EmbeddingMap.FitCentering(good[..1])));
        var map = EmbeddingMap.FitCentering(good);
        Assert.Contains("2 values, and the map takes 3", Refused(() => map.Apply([1, 2])));
        Assert.Contains("not finite", Refused(() => map.Apply([1, 2, float.PositiveInfinity])));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingMap.FitRidge(good, good, penalty: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingMap.FitPrincipalComponents(good, 0));

        static string Refused(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }

    private static void AssertOrthogonal(EmbeddingMap map, int rank)
    {
        // Rows where they are fewer, else columns; of one length each.
        int rows = map.OutputDimension, columns = map.InputDimension;
        float[][] vectors = rows <= columns
            ? [.. map.Weights!.Chunk(columns)]
            : [.. Enumerable.Range(0, columns).Select(i => Enumerable.Range(0, rows).Select(row => map.Weights![row * columns + i]).ToArray())];
        Assert.Equal(rank, vectors.Length);
        float square = TensorPrimitives.SumOfSquares<float>(vectors[0]);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < rank; j++)
                Assert.Equal(i == j ? square : 0, TensorPrimitives.Dot<float>(vectors[i], vectors[j]), 1e-4f);
        }
    }

    private static float[][] Random(int seed, int count, int dimension)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimension).Select(_ => random.NextSingle() * 2 - 0.8f).ToArray())];
    }

    private static double[] Mean(float[][] vectors) => [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(vector => (double)vector[i]))];

    private static double[][] Centered(float[][] vectors)
    {
        double[] mean = Mean(vectors);
        return [.. vectors.Select(vector => vector.Select((value, i) => value - mean[i]).ToArray())];
    }

    private static double[][] Covariance(float[][] vectors)
    {
        double[][] centered = Centered(vectors);
        int dimension = vectors[0].Length;
        return [.. Enumerable.Range(0, dimension).Select(i => Enumerable.Range(0, dimension).Select(j => centered.Sum(row => row[i] * row[j]) / (vectors.Length - 1)).ToArray())];
    }
}

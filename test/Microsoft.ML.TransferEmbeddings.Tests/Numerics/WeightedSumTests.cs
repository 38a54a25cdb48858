using CsCheck;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Numerics;

public class WeightedSumTests
{
    [Fact]
    public void FourVectorsAreAddedToOneSumAndToTwo() =>
        (from length in Gen.Int[1, 41] from stride in Gen.Int[2, 5] from seed in Gen.Int select (length, stride, seed)).Sample(t =>
        {
            var random = new Random(t.seed);
            double[] before = Numbers(2 * t.length), weights = Numbers(3 * t.stride + 2), one = before[..t.length], two = [.. before];
            double[][] vectors = [.. Enumerable.Range(0, 4).Select(_ => Numbers(t.length))];
            WeightedSum.Add(one, vectors[0], vectors[1], vectors[2], vectors[3], weights, t.stride);
            WeightedSum.AddToTwo(two, vectors[0], vectors[1], vectors[2], vectors[3], weights, t.stride);
            for (int i = 0; i < two.Length; i++)
            {
                int sum = i / t.length;
                double expected = before[i] + vectors.Index().Sum(vector => vector.Item[i % t.length] * weights[vector.Index * t.stride + sum]);
                Assert.Equal(expected, two[i], 1e-12);
                if (sum == 0)
                    Assert.Equal(expected, one[i], 1e-12);
            }

            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        });
}

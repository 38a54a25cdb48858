using CsCheck;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Numerics;

public class MatrixProductTests
{
    [Fact]
    public void MatrixProductIsThatOfItsRows() =>
        (from left in Gen.Int[1, 9] from right in Gen.Int[1, 11] from length in Gen.Int[1, 67] from seed in Gen.Int select (left, right, length, seed)).Sample(t =>
        {
            var random = new Random(t.seed);
            float[] left = Numbers(t.left * t.length), right = Numbers(t.right * t.length), products = new float[t.left * t.right];
            MatrixProduct.Multiply<float>(left, right, t.length, products);
            for (int i = 0; i < t.left; i++)
            {
                for (int j = 0; j < t.right; j++)
                    Assert.Equal(left.Skip(i * t.length).Take(t.length).Zip(right.Skip(j * t.length), (a, b) => (double)a * b).Sum(), products[i * t.right + j], 1e-4);
            }

            float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        });
}

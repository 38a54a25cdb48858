using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>A way with the vectors that it writes: speeds are compared of ways that compute the same.</summary>
internal sealed record ComparedWay(Way Way, VectorTable Vectors, IReadOnlyList<int> Rows)
{
    private const double SmallestCosine = 0.99999;

    /// <exception cref="InvalidDataException">A row's cosine is too small: the ways do not compute the same, and their speeds say nothing.</exception>
    public void CheckAgreement(VectorTable expected)
    {
        foreach (int row in Rows)
        {
            float cosine = TensorPrimitives.CosineSimilarity<float>(expected[row], Vectors[row]);
            if (!(cosine >= SmallestCosine))
                throw new InvalidDataException($"{Way.Name}: the vector of text {row} has cosine {cosine:F6} to the pipeline's, and {SmallestCosine} was expected.");
        }
    }
}

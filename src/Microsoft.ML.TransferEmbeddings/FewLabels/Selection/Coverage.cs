using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Selection;

/// <summary>Greedy k-center by cosine.</summary>
internal static class Coverage
{
    /// <returns>Row numbers of <paramref name="candidates"/>.</returns>
    public static IReadOnlyList<long> Choose(VectorRows candidates, VectorRows? labeled, int count, CancellationToken token)
    {
        double[][] vectors = [.. Enumerable.Range(0, candidates.Count).Select(row => UnitLength.Normalized(candidates[row]))];
        double[] nearest = Array.ConvertAll(vectors, _ => double.NegativeInfinity);
        for (int row = 0; row < (labeled?.Count ?? 0); row++)
            Approach(UnitLength.Normalized(labeled![row]));

        var chosen = new List<long>();
        // With nothing to keep away from, the first is the one nearest to the middle.
        int next = labeled is { Count: > 0 } ? TensorPrimitives.IndexOfMin<double>(nearest) : Middle(vectors);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            chosen.Add(next);
            if (chosen.Count == count)
                return chosen;
            Approach(vectors[next]);
            // A chosen row is never taken again, even among equals.
            nearest[next] = double.PositiveInfinity;
            next = TensorPrimitives.IndexOfMin<double>(nearest);
        }

        void Approach(double[] center)
        {
            for (int row = 0; row < vectors.Length; row++)
                nearest[row] = Math.Max(nearest[row], TensorPrimitives.Dot<double>(vectors[row], center));
        }
    }

    private static int Middle(double[][] vectors)
    {
        var sum = new double[vectors[0].Length];
        foreach (double[] vector in vectors)
            TensorPrimitives.Add(sum, vector, sum);
        return TensorPrimitives.IndexOfMax<double>(Array.ConvertAll(vectors, vector => TensorPrimitives.Dot<double>(vector, sum)));
    }
}

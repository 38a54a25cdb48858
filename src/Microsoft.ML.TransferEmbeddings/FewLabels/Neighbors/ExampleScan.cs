using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>Finds the examples that are most similar to a vector.</summary>
internal static class ExampleScan
{
    /// <param name="examples">At least as many as are asked for.</param>
    /// <param name="vector">Of the examples' length.</param>
    /// <param name="nearest">Is filled, the most similar first; of equally similar examples the earlier one comes first.</param>
    public static void Find(ReadOnlySpan<Example> examples, ReadOnlySpan<float> vector, Span<(float Similarity, int Class)> nearest)
    {
        float length = TensorPrimitives.Norm(vector);
        int count = 0;
        foreach (var example in examples)
        {
            float similarity = length > 0 ? TensorPrimitives.Dot<float>(vector, example.Direction) / length : 0;
            if (count == nearest.Length && similarity <= nearest[^1].Similarity)
                continue;
            int place = count < nearest.Length ? count++ : count - 1;
            for (; place > 0 && nearest[place - 1].Similarity < similarity; place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = (similarity, example.Class);
        }
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.AI.Generation;

/// <summary>Vectors of which only the leading dimensions are kept.</summary>
internal static class ShorterVectors
{
    /// <summary>Cuts a vector and gives the rest the length of the whole: a vector of length 1 has length 1 again.</summary>
    public static float[] Cut(ReadOnlySpan<float> vector, int dimensions)
    {
        float[] cut = vector[..dimensions].ToArray();
        float whole = TensorPrimitives.Norm(vector), rest = TensorPrimitives.Norm<float>(cut);
        if (dimensions < vector.Length && rest > 0)
            TensorPrimitives.Multiply(cut, whole / rest, cut);
        return cut;
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Tells a model from others by the vector of one text.</summary>
internal static class CheckVector
{
    /// <summary>It never changes: zips hold its vector.</summary>
    public const string Text = "The quick brown fox jumps over the lazy dog.";

    /// <summary>A hosted model's answers differ by about 1e-5 from one day to the next; those of a model with rounded weights by 1e-2, and of another model by about 1.</summary>
    public const float MinCosine = 0.999f;

    public static bool IsSame(float[] one, float[] other) => Cosine(one, other) >= MinCosine;

    public static float Cosine(float[] one, float[] other)
    {
        float lengths = TensorPrimitives.Norm<float>(one) * TensorPrimitives.Norm<float>(other);
        return lengths > 0 ? TensorPrimitives.Dot<float>(one, other) / lengths : 0;
    }
}

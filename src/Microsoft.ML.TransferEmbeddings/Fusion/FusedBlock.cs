using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>One block of a fused vector: what becomes of an input's vector, and what stands for one that is missing.</summary>
/// <param name="Length">Of the vector.</param>
/// <param name="Weight">The last factor.</param>
/// <param name="Missing">What a row gets that has no vector.</param>
internal sealed record FusedBlock(int Length, float Weight, float[] Missing)
{
    /// <summary>Whether the vector is divided by its length first.</summary>
    public bool UnitLength { get; init; }

    /// <summary>Is subtracted; null for nothing.</summary>
    public float[]? Center { get; init; }

    /// <summary>Every dimension's factor; null for 1.</summary>
    public float[]? Factors { get; init; }

    /// <summary>The vector at its scale and weight.</summary>
    public void Scale(ReadOnlySpan<float> vector, Span<float> block)
    {
        if (UnitLength)
            Numerics.UnitLength.Normalize(vector, block);
        else
            vector.CopyTo(block);
        if (Center is not null)
            TensorPrimitives.Subtract(block, Center, block);
        if (Factors is not null)
            TensorPrimitives.Multiply(block, Factors, block);
        TensorPrimitives.Multiply(block, Weight, block);
    }
}

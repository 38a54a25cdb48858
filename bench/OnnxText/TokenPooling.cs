using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>What a user of a bare graph has to write: the mean of the tokens' vectors, divided by its length.</summary>
internal static class TokenPooling
{
    /// <param name="tokenVectors">A row's token vectors, one after the other; padding may follow.</param>
    /// <param name="tokens">How many of them are no padding.</param>
    /// <param name="vector">Where the text's vector goes.</param>
    public static void MeanNormalized(ReadOnlySpan<float> tokenVectors, int tokens, Span<float> vector)
    {
        tokenVectors[..vector.Length].CopyTo(vector);
        for (int token = 1; token < tokens; token++)
            TensorPrimitives.Add(vector, tokenVectors.Slice(token * vector.Length, vector.Length), vector);
        // The mean's division by the number of tokens falls out of the division by the length.
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
    }
}

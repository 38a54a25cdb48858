using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Cosines; what has no direction has the cosine 0 with everything.</summary>
internal static class Cosine
{
    /// <summary>In double precision, which no product of single-precision numbers leaves; of two vectors there is one cosine, in either order.</summary>
    public static float Of(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double product = 0, oneSquares = 0, otherSquares = 0;
        for (int i = 0; i < one.Length; i++)
        {
            product += (double)one[i] * other[i];
            oneSquares += (double)one[i] * one[i];
            otherSquares += (double)other[i] * other[i];
        }
        return oneSquares == 0 || otherSquares == 0 ? 0 : (float)(product / Math.Sqrt(oneSquares * otherSquares));
    }

    /// <summary>The mean of vectors of length 1, with length 1.</summary>
    /// <param name="vectors">Each with its sign; they are changed.</param>
    /// <param name="mean">Gets the result.</param>
    public static void MeanDirection(IEnumerable<(float[] Vector, float Sign)> vectors, Span<float> mean)
    {
        mean.Clear();
        foreach (var (vector, sign) in vectors)
        {
            UnitLength.Scale(vector);
            TensorPrimitives.MultiplyAdd(vector, sign, mean, mean);
        }
        UnitLength.Scale(mean);
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>Lengths and means of the rows of a table.</summary>
internal static class VectorLengths
{
    /// <summary>1 / length of every row; 0 for a row of zeros.</summary>
    public static float[] Inverse(ReadOnlySpan<float> table, int dimension)
    {
        var inverse = new float[table.Length / dimension];
        for (int row = 0; row < inverse.Length; row++)
            inverse[row] = Inverse(table.Slice(row * dimension, dimension));
        return inverse;
    }

    /// <summary>1 / length of a vector; 0 for one of zeros.</summary>
    public static float Inverse(ReadOnlySpan<float> vector)
    {
        float length = TensorPrimitives.Norm(vector);
        if (float.IsNormal(length * length))
            return 1 / length;
        // Squares of numbers far from 1 leave the range of single precision.
        double squares = 0;
        foreach (float value in vector)
            squares += (double)value * value;
        float inverse = (float)(1 / Math.Sqrt(squares));
        return float.IsFinite(inverse) ? inverse : 0;
    }

    /// <summary>The mean of all rows; zeros where there is none.</summary>
    public static float[] Mean(ReadOnlySpan<float> table, int dimension)
    {
        var sum = new double[dimension];
        int count = table.Length / dimension;
        for (int row = 0; row < count; row++)
        {
            var vector = table.Slice(row * dimension, dimension);
            for (int i = 0; i < vector.Length; i++)
                sum[i] += vector[i];
        }
        return Array.ConvertAll(sum, value => count == 0 ? 0 : (float)(value / count));
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Lengths and means of the rows of a table.</summary>
internal static class VectorLengths
{
    /// <summary>1 / length of every row; 0 for a row of zeros.</summary>
    public static float[] Inverse(ReadOnlySpan<float> table, int dimension)
    {
        var inverse = new float[table.Length / dimension];
        for (int row = 0; row < inverse.Length; row++)
            inverse[row] = (float)Inverse(table.Slice(row * dimension, dimension));
        return inverse;
    }

    /// <summary>1 / length of a vector; 0 for one of zeros. Of a vector of subnormal numbers it lies beyond single precision.</summary>
    public static double Inverse(ReadOnlySpan<float> vector)
    {
        float squares = TensorPrimitives.SumOfSquares(vector);
        if (float.IsNormal(squares))
            return 1 / Math.Sqrt(squares);
        double exact = 0;
        foreach (float value in vector)
            exact += (double)value * value;
        return exact == 0 ? 0 : 1 / Math.Sqrt(exact);
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

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// The one answer to what a vector is at length 1. Zeros have no direction and stay zeros. Every other finite vector has one, however long or short: where the
/// sum of its squares leaves single precision, it is taken in double precision. A vector with a value that is not finite is not mended: at length 1 it contains
/// a NaN.
/// </summary>
internal static class UnitLength
{
    /// <summary>The length (L2); it may lie beyond single precision.</summary>
    public static double Of(ReadOnlySpan<float> vector)
    {
        float squares = TensorPrimitives.SumOfSquares(vector);
        if (float.IsNormal(squares))
            return Math.Sqrt(squares);
        double exact = 0;
        foreach (float value in vector)
            exact += (double)value * value;
        return Math.Sqrt(exact);
    }

    /// <summary>1 / length; 0 for zeros. That of a vector of subnormal numbers lies beyond single precision.</summary>
    public static double Inverse(ReadOnlySpan<float> vector) => Of(vector) is var length && length == 0 ? 0 : 1 / length;

    /// <summary>1 / length of every row, in single precision; 0 for a row of zeros.</summary>
    public static float[] Inverses(ReadOnlySpan<float> rows, int dimension)
    {
        var inverses = new float[rows.Length / dimension];
        for (int row = 0; row < inverses.Length; row++)
            inverses[row] = (float)Inverse(rows.Slice(row * dimension, dimension));
        return inverses;
    }

    /// <summary>Divides a vector by its length.</summary>
    /// <param name="vector">Any vector.</param>
    /// <param name="unit">As many values; may be <paramref name="vector"/> itself.</param>
    public static void Normalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        double length = Of(vector);
        if (length == 0)
            vector.CopyTo(unit);
        else if (float.IsNormal((float)length))
            TensorPrimitives.Divide(vector, (float)length, unit);
        else
        {
            for (int i = 0; i < vector.Length; i++)
                unit[i] = (float)(vector[i] / length);
        }
    }

    /// <summary>As <see cref="Normalize(ReadOnlySpan{float}, Span{float})"/> in double precision, whose own limits no product of embeddings reaches.</summary>
    public static void Normalize(ReadOnlySpan<double> vector, Span<double> unit)
    {
        double length = TensorPrimitives.Norm(vector);
        TensorPrimitives.Divide(vector, length == 0 ? 1 : length, unit);
    }

    /// <summary>A copy of a vector at length 1.</summary>
    public static float[] Normalized(ReadOnlySpan<float> vector)
    {
        var unit = new float[vector.Length];
        Normalize(vector, unit);
        return unit;
    }

    /// <summary>A copy of a vector at length 1.</summary>
    public static double[] Normalized(ReadOnlySpan<double> vector)
    {
        var unit = new double[vector.Length];
        Normalize(vector, unit);
        return unit;
    }

    /// <summary>
    /// Multiplies a vector by <see cref="Inverse"/>, as a search does with its rows: within a unit in the last place of
    /// <see cref="Normalize(ReadOnlySpan{float}, Span{float})"/>.
    /// </summary>
    public static void Scale(Span<float> vector)
    {
        double inverse = Inverse(vector);
        if (inverse <= float.MaxValue)
        {
            TensorPrimitives.Multiply(vector, (float)inverse, vector);
            return;
        }
        foreach (ref float value in vector)
            value = (float)(value * inverse);
    }
}

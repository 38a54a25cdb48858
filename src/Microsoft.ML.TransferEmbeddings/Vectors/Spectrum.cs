using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>
/// The singular values of centered vectors (X = U √S Vᵀ), from the smaller one of XᵀX and XXᵀ. Directions in which the vectors don't vary are left out.
/// </summary>
internal sealed class Spectrum
{
    private readonly VectorTable table;
    private readonly Action checkAlive;

    /// <summary>The rows of Uᵀ; null where XᵀX was taken.</summary>
    private readonly double[]? ofRows;

    private Spectrum(VectorTable table, double[] squares, double[]? ofRows, double[] directions, Action checkAlive)
    {
        this.table = table;
        this.ofRows = ofRows;
        this.checkAlive = checkAlive;
        Squares = squares;
        Directions = directions;
    }

    /// <summary>Squares of the singular values, the largest first: the sums of squares in the directions.</summary>
    public double[] Squares { get; }

    /// <summary>The rows of Vᵀ: for each singular value the direction, of length 1.</summary>
    public double[] Directions { get; }

    public static Spectrum Of(VectorTable table, Action checkAlive)
    {
        if (table.Count < table.Dimension)
        {
            var (squares, rows) = Positive(Matrix.TimesTransposed(table.Centered, table.Centered, table.Dimension, checkAlive), table.Count, checkAlive);
            double[] projected = Matrix.TimesTransposed(rows, table.Turned.Value, table.Count, checkAlive);
            return new Spectrum(table, squares, rows, Matrix.ScaledRows(projected, Array.ConvertAll(squares, square => 1 / Math.Sqrt(square))), checkAlive);
        }
        double[] turned = table.Turned.Value;
        var (values, directions) = Positive(Matrix.TimesTransposed(turned, turned, table.Count, checkAlive), table.Dimension, checkAlive);
        return new Spectrum(table, values, null, directions, checkAlive);
    }

    /// <summary>Eigenvalues above the rounding errors, and the rows of their eigenvectors, each with the sign that makes its largest value positive.</summary>
    public static (double[] Values, double[] Vectors) Positive(double[] matrix, int size, Action checkAlive)
    {
        var (values, vectors) = SymmetricEigen.Of(matrix, size, checkAlive);
        int rank = values.TakeWhile(value => value > values[0] * size * 1e-15 && value > 0).Count();
        return (values[..rank], [.. vectors[..rank].SelectMany(vector => Signed(vector))]);
    }

    /// <summary>UᵀY: the centered targets in the coordinates of the rows, a row for each singular value.</summary>
    public double[] Coordinates(VectorTable targets)
    {
        double[] turned = targets.Turned.Value;
        if (ofRows is not null)
            return Matrix.TimesTransposed(ofRows, turned, table.Count, checkAlive);
        double[] products = Matrix.TimesTransposed(turned, table.Turned.Value, table.Count, checkAlive);
        double[] projected = Matrix.TimesTransposed(Directions, products, table.Dimension, checkAlive);
        return Matrix.ScaledRows(projected, Array.ConvertAll(Squares, square => 1 / Math.Sqrt(square)));
    }

    private static double[] Signed(double[] vector) => vector.MaxBy(Math.Abs) < 0 ? Array.ConvertAll(vector, value => -value) : vector;
}

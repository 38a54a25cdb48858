using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>Learns maps from vectors, in double precision.</summary>
internal static class MapFitting
{
    public static EmbeddingMap Center(VectorTable vectors) => EmbeddingMap.Create(vectors.Mean);

    /// <exception cref="InvalidOperationException">The vectors vary in fewer directions.</exception>
    public static EmbeddingMap PrincipalComponents(VectorTable vectors, int dimensions, Action checkAlive)
    {
        var spectrum = Spectrum.Of(vectors, checkAlive);
        RequireDirections(spectrum, vectors, dimensions);
        return EmbeddingMap.Create(vectors.Mean, spectrum.Directions[..(dimensions * vectors.Dimension)], keptVariance: Share(spectrum, dimensions));
    }

    /// <summary>Principal components, each divided by its standard deviation.</summary>
    /// <exception cref="InvalidOperationException">The vectors vary in fewer directions.</exception>
    public static EmbeddingMap Whiten(VectorTable vectors, int? dimensions, Action checkAlive)
    {
        var spectrum = Spectrum.Of(vectors, checkAlive);
        int kept = dimensions ?? vectors.Dimension;
        RequireDirections(spectrum, vectors, kept);
        double[] factors = Array.ConvertAll(spectrum.Squares[..kept], square => Math.Sqrt((vectors.Count - 1) / square));
        double[] weights = Matrix.ScaledRows(spectrum.Directions[..(kept * vectors.Dimension)], factors);
        return EmbeddingMap.Create(vectors.Mean, weights, keptVariance: Share(spectrum, kept));
    }

    /// <param name="from">The vectors.</param>
    /// <param name="to">As many targets.</param>
    /// <param name="penalty">On the sum of the squared weights; null to choose it.</param>
    /// <param name="checkAlive">Throws where the work was canceled.</param>
    public static EmbeddingMap Ridge(VectorTable from, VectorTable to, double? penalty, Action checkAlive)
    {
        var spectrum = Spectrum.Of(from, checkAlive);
        double[] squares = spectrum.Squares, coordinates = spectrum.Coordinates(to);
        double[] explained = [.. Enumerable.Range(0, squares.Length).Select(i => TensorPrimitives.SumOfSquares<double>(coordinates.AsSpan(i * to.Dimension, to.Dimension)))];
        double chosen = penalty ?? RidgePenalty.Choose(squares, explained, to.SumOfSquares, to.Count).Penalty;
        double[] weights = squares.Length == 0
            ? new double[to.Dimension * from.Dimension]
            : Matrix.TimesTransposed(
                Matrix.Transposed(Matrix.ScaledRows(coordinates, Array.ConvertAll(squares, square => Math.Sqrt(square) / (square + chosen))), to.Dimension),
                Matrix.Transposed(spectrum.Directions, from.Dimension),
                squares.Length,
                checkAlive);
        return EmbeddingMap.Create(from.Mean, weights, to.Mean, penalty: chosen);
    }

    /// <summary>
    /// The rotation, or the part of one where the spaces have different dimensions, with one scale and a shift, that brings the vectors nearest to their targets (Schönemann
    /// 1966, A Generalized Solution of the Orthogonal Procrustes Problem). Directions that no pair tells of map to zero.
    /// </summary>
    public static EmbeddingMap Procrustes(VectorTable from, VectorTable to, Action checkAlive)
    {
        bool isWide = from.Dimension >= to.Dimension;
        var (small, large) = isWide ? (to, from) : (from, to);
        // The polar factor of M = small · largeᵀ is (MMᵀ)^-½ M.
        double[] products = Matrix.TimesTransposed(small.Turned.Value, large.Turned.Value, from.Count, checkAlive);
        var (squares, vectors) = Spectrum.Positive(Matrix.TimesTransposed(products, products, large.Dimension, checkAlive), small.Dimension, checkAlive);
        if (squares.Length == 0)
            return EmbeddingMap.Create(from.Mean, new double[to.Dimension * from.Dimension], to.Mean);
        double[] rotated = Matrix.TimesTransposed(vectors, Matrix.Transposed(products, large.Dimension), small.Dimension, checkAlive);
        double scale = squares.Sum(Math.Sqrt) / from.SumOfSquares;
        double[] scaled = Matrix.ScaledRows(rotated, Array.ConvertAll(squares, square => scale / Math.Sqrt(square)));
        double[] weights = Matrix.TimesTransposed(Matrix.Transposed(vectors, small.Dimension), Matrix.Transposed(scaled, large.Dimension), squares.Length, checkAlive);
        return EmbeddingMap.Create(from.Mean, isWide ? weights : Matrix.Transposed(weights, large.Dimension), to.Mean);
    }

    private static double Share(Spectrum spectrum, int kept) => spectrum.Squares.Take(kept).Sum() / spectrum.Squares.Sum();

    private static void RequireDirections(Spectrum spectrum, VectorTable vectors, int dimensions)
    {
        if (spectrum.Squares.Length < dimensions)
        {
            throw new InvalidOperationException(
                $"The {vectors.Count:N0} vectors of {vectors.Dimension} values vary in {spectrum.Squares.Length} directions, and {dimensions} dimensions are wanted. " +
                "Fit on more rows, or ask for fewer dimensions.");
        }
    }
}

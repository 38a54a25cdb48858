using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A linear map of vectors that was learned from examples: from one space to another (<see cref="FitRidge"/>, <see cref="FitProcrustes"/>), to the mean zero
/// (<see cref="FitCentering"/>), to fewer dimensions (<see cref="FitPrincipalComponents"/>) or to dimensions of equal weight (<see cref="FitWhitening"/>). Immutable and
/// thread-safe.
/// </summary>
/// <remarks>Maps are computed in double precision and stored in single precision. Equal vectors give an equal map, whatever the number of cores.</remarks>
/// <example>
/// <code>
/// float[][] from = [[1, 0], [0, 1], [1, 1]], to = [[0, 2], [-2, 0], [-2, 2]];
/// var map = EmbeddingMap.FitProcrustes(from, to);
/// Console.WriteLine(string.Join(" ", map.Apply([2, 0]).Select(value => value.ToString("0.0")))); // prints 0.0 4.0
/// </code>
/// </example>
/// <seealso cref="EmbeddingMapCatalog"/>
public sealed class EmbeddingMap
{
    internal EmbeddingMap(float[] center, float[]? weights, float[]? offset)
    {
        Center = center;
        Weights = weights;
        Offset = offset;
        OutputDimension = weights is null ? center.Length : weights.Length / center.Length;
    }

    /// <summary>Length of the vectors that are mapped.</summary>
    public int InputDimension => Center.Length;

    /// <summary>Length of the vectors that result.</summary>
    public int OutputDimension { get; }

    /// <summary>Share of the variance of the examples that the dimensions keep, 0 to 1; null for maps other than principal components and whitening.</summary>
    public double? KeptVariance { get; internal init; }

    /// <summary>Penalty on the sum of the squared weights that was given or chosen; null for maps other than <see cref="FitRidge"/>.</summary>
    public double? Penalty { get; internal init; }

    /// <summary>Is subtracted first.</summary>
    internal float[] Center { get; }

    /// <summary>A row for each dimension of the output; null where vectors keep their dimensions.</summary>
    internal float[]? Weights { get; }

    /// <summary>Is added last; null for nothing.</summary>
    internal float[]? Offset { get; }

    /// <summary>Learns to map vectors to their partners in another space by ridge regression with a free intercept.</summary>
    /// <param name="from">The vectors, two or more of one length.</param>
    /// <param name="to">The partner of each, in the same order; of one length, which may be another.</param>
    /// <param name="penalty">Penalty on the sum of the squared weights, above 0; null, the default, for the one with the lowest error in generalized cross-validation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="from"/> or <paramref name="to"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two pairs or not as many partners as vectors, or a vector has another length than the first one or a value
    /// that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="penalty"/> is not positive and finite.</exception>
    public static EmbeddingMap FitRidge(IReadOnlyList<float[]> from, IReadOnlyList<float[]> to, double? penalty = null)
    {
        var (source, target) = Pairs(from, to);
        return MapFitting.Ridge(source, target, penalty is { } given ? OptionRange.Positive(given, nameof(penalty)) : null, Nothing);
    }

    /// <summary>
    /// Learns to map vectors to their partners in another space by a rotation, one scale and a shift (orthogonal Procrustes), which keeps all angles between vectors. It has far
    /// fewer degrees of freedom than <see cref="FitRidge"/>: it suits few pairs, and spaces that are alike.
    /// </summary>
    /// <param name="from">The vectors, two or more of one length.</param>
    /// <param name="to">The partner of each, in the same order; of one length. Where it is shorter, the rotation is followed by a projection.</param>
    /// <returns>The map. Directions in which the pairs don't vary map to zero.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two pairs or not as many partners as vectors, or a vector has another length than the first one or a value
    /// that is not finite.</exception>
    public static EmbeddingMap FitProcrustes(IReadOnlyList<float[]> from, IReadOnlyList<float[]> to)
    {
        var (source, target) = Pairs(from, to);
        return MapFitting.Procrustes(source, target, Nothing);
    }

    /// <summary>Learns the mean of vectors, which the map subtracts.</summary>
    /// <param name="vectors">Two or more of one length.</param>
    /// <exception cref="ArgumentNullException"><paramref name="vectors"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two vectors, or one has another length than the first one or a value that is not finite.</exception>
    public static EmbeddingMap FitCentering(IReadOnlyList<float[]> vectors) => MapFitting.Center(VectorTable.Of(vectors, nameof(vectors)));

    /// <summary>Learns the directions in which vectors vary most (principal components). The map subtracts the mean and gives the coordinates in these directions, the one of the
    /// largest variance first.</summary>
    /// <param name="vectors">Two or more of one length.</param>
    /// <param name="dimensions">Number of directions, 1 or more.</param>
    /// <returns>The map; <see cref="KeptVariance"/> is what the directions keep.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vectors"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two vectors, or one has another length than the first one or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The vectors vary in fewer directions than <paramref name="dimensions"/>.</exception>
    public static EmbeddingMap FitPrincipalComponents(IReadOnlyList<float[]> vectors, int dimensions)
    {
        var table = VectorTable.Of(vectors, nameof(vectors));
        return MapFitting.PrincipalComponents(table, OptionRange.AtLeast(1, dimensions, nameof(dimensions)), Nothing);
    }

    /// <summary>Learns to make all dimensions uncorrelated and of variance 1 (whitening): principal components, each divided by its standard deviation.</summary>
    /// <param name="vectors">Two or more of one length.</param>
    /// <param name="dimensions">Number of directions that are kept, those of the largest variance; null, the default, for all, which needs more vectors than dimensions.</param>
    /// <exception cref="ArgumentNullException"><paramref name="vectors"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two vectors, or one has another length than the first one or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The vectors vary in fewer directions than are kept.</exception>
    public static EmbeddingMap FitWhitening(IReadOnlyList<float[]> vectors, int? dimensions = null)
    {
        var table = VectorTable.Of(vectors, nameof(vectors));
        return MapFitting.Whiten(table, dimensions is { } given ? OptionRange.AtLeast(1, given, nameof(dimensions)) : null, Nothing);
    }

    /// <summary>Maps a vector.</summary>
    /// <param name="vector"><see cref="InputDimension"/> finite values.</param>
    /// <returns><see cref="OutputDimension"/> values.</returns>
    /// <exception cref="ArgumentException">The vector has another length, or a value that is not finite.</exception>
    public float[] Apply(ReadOnlySpan<float> vector)
    {
        var mapped = new float[OutputDimension];
        Apply(vector, mapped);
        return mapped;
    }

    /// <summary>Maps a vector.</summary>
    /// <param name="vector"><see cref="InputDimension"/> finite values.</param>
    /// <param name="mapped">Receives <see cref="OutputDimension"/> values; no part of <paramref name="vector"/>.</param>
    /// <exception cref="ArgumentException">A vector has another length, or <paramref name="vector"/> a value that is not finite.</exception>
    public void Apply(ReadOnlySpan<float> vector, Span<float> mapped)
    {
        if (vector.Length != InputDimension)
            throw new ArgumentException($"The vector has {vector.Length} values, and the map takes {InputDimension}. Use vectors of the encoder that the map was fitted on.", nameof(vector));
        if (mapped.Length != OutputDimension)
            throw new ArgumentException($"There is room for {mapped.Length} values, and the map gives {OutputDimension}.", nameof(mapped));
        if (!TensorPrimitives.IsFiniteAll(vector))
            throw new ArgumentException("The vector has a value that is not finite. Leave out what has no vector.", nameof(vector));
        Map(vector, mapped);
    }

    /// <param name="vector">Of the right length and finite.</param>
    /// <param name="mapped">Of the right length.</param>
    internal void Map(ReadOnlySpan<float> vector, Span<float> mapped)
    {
        if (Weights is null)
        {
            TensorPrimitives.Subtract(vector, Center, mapped);
        }
        else
        {
            float[] centered = ArrayPool<float>.Shared.Rent(vector.Length);
            var moved = centered.AsSpan(0, vector.Length);
            TensorPrimitives.Subtract(vector, Center, moved);
            for (int i = 0; i < mapped.Length; i++)
                mapped[i] = TensorPrimitives.Dot(moved, Weights.AsSpan(i * moved.Length, moved.Length));
            ArrayPool<float>.Shared.Return(centered);
        }
        if (Offset is not null)
            TensorPrimitives.Add(mapped, Offset, mapped);
    }

    internal static EmbeddingMap Create(double[] center, double[]? weights = null, double[]? offset = null, double? keptVariance = null, double? penalty = null) =>
        new(Singles(center)!, Singles(weights), Singles(offset)) { KeptVariance = keptVariance, Penalty = penalty };

    private static float[]? Singles(double[]? values) => values is null ? null : Array.ConvertAll(values, value => (float)value);

    private static (VectorTable From, VectorTable To) Pairs(IReadOnlyList<float[]> from, IReadOnlyList<float[]> to)
    {
        var source = VectorTable.Of(from, nameof(from));
        var target = VectorTable.Of(to, nameof(to));
        return source.Count == target.Count
            ? (source, target)
            : throw new ArgumentException($"There are {source.Count:N0} vectors and {target.Count:N0} partners. Give each vector one.", nameof(to));
    }

    private static void Nothing()
    {
    }
}

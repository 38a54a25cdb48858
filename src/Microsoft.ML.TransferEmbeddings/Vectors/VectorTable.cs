using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>Vectors in memory, row after row, with their mean subtracted.</summary>
internal sealed class VectorTable
{
    private VectorTable(int dimension, double[] mean, double[] centered)
    {
        Dimension = dimension;
        Mean = mean;
        Centered = centered;
        Turned = new Lazy<double[]>(() => Matrix.Transposed(centered, dimension));
    }

    public int Dimension { get; }

    public int Count => Centered.Length / Dimension;

    public double[] Mean { get; }

    /// <summary>The rows, less their mean.</summary>
    public double[] Centered { get; }

    /// <summary>The same, dimension after dimension.</summary>
    public Lazy<double[]> Turned { get; }

    /// <summary>The sum of the squares of all centered values.</summary>
    public double SumOfSquares => TensorPrimitives.SumOfSquares<double>(Centered);

    /// <param name="vectors">Finite, of one length.</param>
    public static VectorTable Of(IReadOnlyList<float[]> vectors)
    {
        int dimension = vectors[0].Length;
        var centered = new double[checked(vectors.Count * dimension)];
        var mean = new double[dimension];
        for (int row = 0; row < vectors.Count; row++)
        {
            var values = centered.AsSpan(row * dimension, dimension);
            TensorPrimitives.ConvertTruncating<float, double>(vectors[row], values);
            TensorPrimitives.Add(mean, values, mean);
        }
        TensorPrimitives.Divide(mean, vectors.Count, mean);
        for (int start = 0; start < centered.Length; start += dimension)
            TensorPrimitives.Subtract(centered.AsSpan(start, dimension), mean, centered.AsSpan(start, dimension));
        return new VectorTable(dimension, mean, centered);
    }

    /// <summary>Checks vectors that a caller gave.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, one has another length than the first, or one has a value that is not finite.</exception>
    public static VectorTable Of(IReadOnlyList<float[]> vectors, string name)
    {
        ArgumentNullException.ThrowIfNull(vectors, name);
        if (vectors.Count < 2)
            throw new ArgumentException($"There are {vectors.Count} vectors; two or more are needed.", name);
        for (int row = 0; row < vectors.Count; row++)
        {
            if (vectors[row] is not { Length: > 0 } vector || vector.Length != vectors[0].Length)
            {
                throw new ArgumentException(
                    $"The vector {row} of '{name}' has {vectors[row]?.Length ?? 0} values, and the first one {vectors[0]?.Length ?? 0}. Use vectors of one encoder, and leave out what has none.", name);
            }
            if (!TensorPrimitives.IsFiniteAll<float>(vector))
                throw new ArgumentException($"The vector {row} of '{name}' has a value that is not finite. Leave it out.", name);
        }
        return Of(vectors);
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Change of one weight of a network: other values, or a product of two narrow matrices that is added. Immutable and thread-safe.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class WeightChange
{
    private WeightChange(string weight, int rank, float[] left, float[] right)
    {
        Weight = weight;
        Rank = rank;
        Left = left;
        Right = right;
    }

    /// <summary>Name of the weight in the ONNX graph.</summary>
    public string Weight { get; }

    /// <summary>Width of the narrow matrices; 0 for other values.</summary>
    public int Rank { get; }

    /// <summary>[rows, rank], or the other values.</summary>
    internal float[] Left { get; }

    /// <summary>[rank, columns], or empty.</summary>
    internal float[] Right { get; }

    /// <summary>A weight gets other values.</summary>
    /// <param name="weight">Name of the weight in the ONNX graph.</param>
    /// <param name="values">The values, row by row. They are not copied and must not change.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WeightChange Replace(string weight, float[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(weight);
        ArgumentNullException.ThrowIfNull(values);
        return new WeightChange(weight, 0, values, []);
    }

    /// <summary>A product is added to a matrix (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685).</summary>
    /// <param name="weight">Name of the matrix in the ONNX graph.</param>
    /// <param name="left">As many rows as the matrix, each of <paramref name="rank"/> values. They are not copied and must not change.</param>
    /// <param name="right"><paramref name="rank"/> rows, each of as many values as the matrix has columns. They are not copied and must not change.</param>
    /// <param name="rank">Width of the narrow matrices, at least 1.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The number of values is not a multiple of the rank.</exception>
    public static WeightChange AddProduct(string weight, float[] left, float[] right, int rank)
    {
        ArgumentException.ThrowIfNullOrEmpty(weight);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        if (left.Length == 0 || left.Length % rank != 0 || right.Length == 0 || right.Length % rank != 0)
            throw new ArgumentException($"The matrices of '{weight}' have {left.Length:N0} and {right.Length:N0} values, which the rank {rank:N0} doesn't divide.", nameof(left));
        return new WeightChange(weight, rank, left, right);
    }

    /// <returns>The weight's new values; null where the change is none of a weight of that shape.</returns>
    internal float[]? ApplyTo(OnnxConstant constant)
    {
        long count = constant.Shape.Aggregate(1L, (product, size) => product * size);
        if (constant.ElementType != "Float" || (Rank == 0 ? Left.Length != count : constant.Shape is not [var rows, var columns] || Left.Length != rows * Rank || Right.Length != columns * Rank))
            return null;
        return Rank == 0 ? Left : Sum(constant.ReadFloats(), (int)constant.Shape[1]);
    }

    /// <summary>Each value in double precision and one order, so that it is the same on all machines.</summary>
    private float[] Sum(float[] values, int columns)
    {
        var sums = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int row = i / columns, column = i % columns;
            double sum = values[i];
            for (int k = 0; k < Rank; k++)
                sum += (double)Left[(row * Rank) + k] * Right[(k * columns) + column];
            sums[i] = (float)sum;
        }
        return sums;
    }
}

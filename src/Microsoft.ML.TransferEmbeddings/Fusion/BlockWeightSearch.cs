using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>
/// Weights of blocks for labeled rows: those with which ridge regression onto the classes has the lowest error in generalized cross-validation. A block's weight is doubled or
/// halved, one block after the other, as long as that lowers the error by half a percent. The products of the rows with each other are computed once.
/// </summary>
internal sealed class BlockWeightSearch
{
    /// <summary>Products of rows grow with the square of their number, and the time with its cube.</summary>
    public const int MaxRows = 500;

    private const double WorthAStep = 0.995;
    private const int MostDoublings = 3;

    private readonly IReadOnlyList<double[]> products;
    private readonly double[] targets;
    private readonly int rows;
    private readonly Action checkAlive;

    /// <param name="blocks">The scaled vectors of each block, a row each.</param>
    /// <param name="classes">Of the rows.</param>
    /// <param name="checkAlive">Throws where the work was canceled.</param>
    public BlockWeightSearch(IReadOnlyList<IReadOnlyList<float[]>> blocks, IReadOnlyList<int> classes, Action checkAlive)
    {
        this.checkAlive = checkAlive;
        rows = classes.Count;
        products = [.. blocks.Select(block => VectorTable.Of(block)).Select(table => Matrix.TimesTransposed(table.Centered, table.Centered, table.Dimension, checkAlive))];
        int[] labels = [.. classes.Distinct().Order()];
        targets = VectorTable.Of([.. classes.Select(own => labels.Select(label => label == own ? 1f : 0).ToArray())]).Turned.Value;
    }

    /// <summary>The mean of the squared weights is 1.</summary>
    public float[] Run()
    {
        var doublings = new int[products.Count];
        double best = Error(doublings);
        bool moved = products.Count > 1;
        while (moved)
        {
            moved = false;
            // The first block stays: only ratios count.
            for (int block = 1; block < doublings.Length; block++)
            {
                foreach (int step in new[] { 1, -1 })
                {
                    int[] next = [.. doublings];
                    next[block] += step;
                    if (Math.Abs(next[block]) > MostDoublings)
                        continue;
                    double error = Error(next);
                    if (error > best * WorthAStep)
                        continue;
                    (doublings, best, moved) = (next, error, true);
                    break;
                }
            }
        }
        double[] weights = Array.ConvertAll(doublings, doubling => Math.Pow(2, doubling));
        double size = Math.Sqrt(weights.Average(weight => weight * weight));
        return Array.ConvertAll(weights, weight => (float)(weight / size));
    }

    private double Error(int[] doublings)
    {
        var sum = new double[rows * rows];
        foreach (var (product, doubling) in products.Zip(doublings))
            TensorPrimitives.MultiplyAdd(product, Math.Pow(4, doubling), sum, sum);
        var (squares, vectors) = Spectrum.Positive(sum, rows, checkAlive);
        int classes = targets.Length / rows;
        double[] coordinates = Matrix.TimesTransposed(vectors, targets, rows, checkAlive);
        double[] explained = [.. Enumerable.Range(0, squares.Length).Select(i => TensorPrimitives.SumOfSquares<double>(coordinates.AsSpan(i * classes, classes)))];
        return RidgePenalty.Choose(squares, explained, TensorPrimitives.SumOfSquares<double>(targets), rows).Error;
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Linear least squares of weighted rows with the penalty λ‖W‖² and free intercepts, for one set of vectors and any number of targets and penalties: the
/// products of the vectors with each other are computed once. Time is linear in the rows.
/// </summary>
internal sealed class RidgeRegression
{
    private const int BlockRows = 256;

    private readonly VectorRows rows;
    private readonly double[] mean;
    private readonly double[][] products;
    private readonly double[] roots;
    private readonly double totalWeight;
    private readonly Action checkAlive;

    /// <param name="rows">The vectors and their weights.</param>
    /// <param name="checkAlive">Is called several times a second, and throws where the work was canceled.</param>
    public RidgeRegression(VectorRows rows, Action checkAlive)
    {
        this.rows = rows;
        this.checkAlive = checkAlive;
        mean = rows.Mean();
        totalWeight = rows.TotalWeight;
        roots = [.. Enumerable.Range(0, rows.Count).Select(row => Math.Sqrt(rows.WeightOf(row)))];
        products = [.. Enumerable.Range(1, rows.Dimension).Select(length => new double[length])];
        ForEachBlock((start, count, columns) =>
        {
            for (int i = 0; i < products.Length; i++)
            {
                checkAlive();
                for (int j = 0; j <= i; j++)
                    products[i][j] += TensorPrimitives.Dot<double>(columns[i].AsSpan(0, count), columns[j].AsSpan(0, count));
            }
        });
    }

    /// <param name="targets">A row of targets for each row of vectors: the classes' shares of it.</param>
    /// <param name="lambda">The penalty, above 0.</param>
    public LinearModel Fit(double[][] targets, double lambda)
    {
        int classes = targets[0].Length, dimension = rows.Dimension;
        var model = new LinearModel(classes, dimension);
        for (int row = 0; row < targets.Length; row++)
            TensorPrimitives.MultiplyAdd(targets[row], rows.WeightOf(row), model.Biases, model.Biases);
        TensorPrimitives.Divide(model.Biases, totalWeight, model.Biases);

        var column = new double[BlockRows];
        ForEachBlock((start, count, columns) =>
        {
            for (int c = 0; c < classes; c++)
            {
                checkAlive();
                for (int row = 0; row < count; row++)
                    column[row] = roots[start + row] * (targets[start + row][c] - model.Biases[c]);
                var sums = model.WeightsOf(c);
                for (int i = 0; i < dimension; i++)
                    sums[i] += TensorPrimitives.Dot<double>(columns[i].AsSpan(0, count), column.AsSpan(0, count));
            }
        });

        // The targets are centered, so that the vectors' mean takes no part in the sums above.
        double[][] factor = Factorize(lambda);
        for (int c = 0; c < classes; c++)
        {
            checkAlive();
            Solve(factor, model.WeightsOf(c));
            model.Biases[c] -= TensorPrimitives.Dot(mean, model.WeightsOf(c));
        }
        return model;
    }

    /// <summary>Calls with blocks of rows, turned: an array for each dimension, each value times the root of the row's weight.</summary>
    private void ForEachBlock(Action<int, int, double[][]> work)
    {
        double[][] columns = [.. Enumerable.Range(0, rows.Dimension).Select(_ => new double[BlockRows])];
        for (int start = 0; start < rows.Count; start += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Count - start);
            for (int row = 0; row < count; row++)
            {
                var vector = rows[start + row];
                for (int i = 0; i < vector.Length; i++)
                    columns[i][row] = roots[start + row] * vector[i];
            }
            work(start, count, columns);
        }
    }

    /// <summary>The lower Cholesky factor of the centered products and the penalty.</summary>
    private double[][] Factorize(double lambda)
    {
        var factor = new double[products.Length][];
        for (int i = 0; i < factor.Length; i++)
        {
            checkAlive();
            factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                double value = products[i][j] - totalWeight * mean[i] * mean[j] - TensorPrimitives.Dot<double>(factor[i].AsSpan(0, j), factor[j].AsSpan(0, j));
                factor[i][j] = i == j ? Math.Sqrt(value + lambda) : value / factor[j][j];
            }
        }
        return factor;
    }

    private static void Solve(double[][] factor, Span<double> vector)
    {
        for (int i = 0; i < factor.Length; i++)
            vector[i] = (vector[i] - TensorPrimitives.Dot(factor[i].AsSpan(0, i), vector[..i])) / factor[i][i];
        for (int i = factor.Length - 1; i >= 0; i--)
        {
            vector[i] /= factor[i][i];
            TensorPrimitives.MultiplyAdd(factor[i].AsSpan(0, i), -vector[i], vector[..i], vector[..i]);
        }
    }
}

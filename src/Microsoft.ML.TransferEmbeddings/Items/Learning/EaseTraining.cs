using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Items.Data;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>
/// The weights of EASE: with X the matrix of users and items and P = (XᵀX + λ)⁻¹, the weight from item i to item j is -P[i, j] / P[j, j], and none from an item to itself.
/// </summary>
internal sealed class EaseTraining(Interactions interactions, double lambda, int degreeOfParallelism, IProgress<RecommenderProgress>? progress, CancellationToken cancellation)
{
    private readonly SparseRows users = interactions.ByUser;
    private readonly SparseRows items = interactions.ByItem;

    /// <summary>By the inverse of the matrix of items.</summary>
    public float[][] FromItems()
    {
        double[][] inverse = InvertedProducts(items, users);
        double[] diagonal = [.. inverse.Select((row, item) => row[item])];
        return Rows((item, row) =>
        {
            for (int other = 0; other < row.Length; other++)
                row[other] = (float)(-(other <= item ? inverse[item][other] : inverse[other][item]) / diagonal[other]);
        });
    }

    /// <summary>
    /// By the inverse of the matrix of users, M = (XXᵀ + λ)⁻¹: then P = (1 - XᵀMX) / λ (Woodbury), and the weight is (XᵀMX)[i, j] / (1 - (XᵀMX)[j, j]).
    /// </summary>
    public float[][] FromUsers()
    {
        double[][] inverse = InvertedProducts(users, items);
        // Columns of MX, as rows: one for each item.
        var products = new double[items.RowCount][];
        ParallelWork.Run(products.Length, degreeOfParallelism, cancellation, item => products[item] = Product(inverse, item));
        double[] rest = [.. products.Select((product, item) => 1 - Along(item, product))];
        return Rows((item, row) =>
        {
            for (int other = 0; other < row.Length; other++)
                row[other] = (float)(Along(item, products[other]) / rest[other]);
        });
    }

    /// <summary>The sum of a vector's values at the users of an item, each times its weight.</summary>
    private double Along(int item, double[] ofUsers)
    {
        double sum = 0;
        var columns = items.ColumnsOf(item);
        var values = items.ValuesOf(item);
        for (int i = 0; i < columns.Length; i++)
            sum += values[i] * ofUsers[columns[i]];
        return sum;
    }

    private double[] Product(double[][] inverse, int item)
    {
        var product = new double[users.RowCount];
        var columns = items.ColumnsOf(item);
        var values = items.ValuesOf(item);
        for (int i = 0; i < columns.Length; i++)
        {
            int user = columns[i];
            TensorPrimitives.MultiplyAdd(inverse[user], values[i], product.AsSpan(0, user + 1), product.AsSpan(0, user + 1));
            for (int other = user + 1; other < product.Length; other++)
                product[other] += values[i] * inverse[other][user];
        }
        return product;
    }

    /// <summary>The inverse of the products of all rows with each other, plus λ on the diagonal, up to the diagonal.</summary>
    private double[][] InvertedProducts(SparseRows rows, SparseRows columns)
    {
        var products = new double[rows.RowCount][];
        ParallelWork.Run(products.Length, degreeOfParallelism, cancellation, row =>
        {
            var sums = new double[row + 1];
            var its = rows.ColumnsOf(row);
            for (int i = 0; i < its.Length; i++)
            {
                var others = columns.ColumnsOf(its[i]);
                var values = columns.ValuesOf(its[i]);
                float value = rows.ValuesOf(row)[i];
                for (int j = 0; j < others.Length; j++)
                {
                    if (others[j] <= row)
                        sums[others[j]] += (double)value * values[j];
                }
            }
            sums[row] += lambda;
            products[row] = sums;
        });
        SymmetricInverse.Invert(products, degreeOfParallelism, cancellation, done => progress?.Report(new RecommenderProgress(done, products.Length)));
        return products;
    }

    private float[][] Rows(Action<int, float[]> write)
    {
        var rows = new float[items.RowCount][];
        ParallelWork.Run(rows.Length, degreeOfParallelism, cancellation, item =>
        {
            var row = new float[items.RowCount];
            write(item, row);
            row[item] = 0;
            rows[item] = row;
        });
        return rows;
    }
}

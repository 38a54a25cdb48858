using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL steps (Bowdler, Martin, Reinsch, Wilkinson 1968, The QR
/// and QL Algorithms for Symmetric Matrices). On one thread: equal matrices give equal bits.
/// </summary>
internal sealed class SymmetricEigen
{
    /// <summary>Of a number near 1.</summary>
    private const double Precision = 2.220446049250313e-16;

    private readonly double[] diagonal;
    private readonly double[] beside;
    private readonly double[][] vectors;
    private readonly Action checkAlive;

    private SymmetricEigen(double[] matrix, int size, Action checkAlive)
    {
        this.checkAlive = checkAlive;
        diagonal = new double[size];
        beside = new double[size];
        vectors = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        Reduce([.. Enumerable.Range(0, size).Select(row => matrix.AsSpan(row * size, size).ToArray())]);
        Diagonalize();
    }

    /// <summary>The eigenvalues, the largest first, and for each its eigenvector of length 1.</summary>
    /// <param name="matrix">Row after row; symmetric.</param>
    /// <param name="size">Of a row.</param>
    /// <param name="checkAlive">Is called several times a second, and throws where the work was canceled.</param>
    public static (double[] Values, double[][] Vectors) Of(double[] matrix, int size, Action checkAlive)
    {
        var eigen = new SymmetricEigen(matrix, size, checkAlive);
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => eigen.diagonal[i])];
        return (Array.ConvertAll(order, i => eigen.diagonal[i]), Array.ConvertAll(order, i => eigen.vectors[i]));
    }

    /// <summary>Leaves the matrix with three diagonals, and in the vectors the rows of the rotation to it.</summary>
    private void Reduce(double[][] matrix)
    {
        int size = matrix.Length;
        for (int k = 0; k < size; k++)
        {
            checkAlive();
            diagonal[k] = matrix[k][k];
            if (k < size - 1)
                beside[k] = k < size - 2 ? Reflect(matrix, k) : matrix[k][k + 1];
        }
        for (int row = 0; row < size; row++)
            vectors[row][row] = 1;
        for (int k = size - 3; k >= 0; k--)
        {
            checkAlive();
            // Reflect left its direction in the row.
            var direction = matrix[k].AsSpan(k + 1);
            for (int row = k + 1; row < size; row++)
            {
                var part = vectors[row].AsSpan(k + 1);
                TensorPrimitives.MultiplyAdd(direction, -2 * TensorPrimitives.Dot<double>(part, direction), part, part);
            }
        }
    }

    /// <summary>A reflection that leaves a row with one value beside the diagonal, which is returned; its direction, of length 1 or 0, takes the row's place.</summary>
    private static double Reflect(double[][] matrix, int k)
    {
        var direction = matrix[k].AsSpan(k + 1);
        double length = TensorPrimitives.Norm<double>(direction);
        if (TensorPrimitives.Norm<double>(direction[1..]) == 0)
        {
            double first = direction[0];
            direction.Clear();
            return first;
        }
        double target = direction[0] > 0 ? -length : length;
        direction[0] -= target;
        TensorPrimitives.Divide(direction, TensorPrimitives.Norm<double>(direction), direction);

        var product = new double[direction.Length];
        for (int row = 0; row < product.Length; row++)
            product[row] = TensorPrimitives.Dot<double>(matrix[k + 1 + row].AsSpan(k + 1), direction);
        double middle = TensorPrimitives.Dot<double>(direction, product);
        TensorPrimitives.MultiplyAdd(direction, -middle, product, product);
        TensorPrimitives.Multiply(product, 2, product);
        for (int row = 0; row < product.Length; row++)
        {
            var rest = matrix[k + 1 + row].AsSpan(k + 1);
            TensorPrimitives.MultiplyAdd(product, -direction[row], rest, rest);
            TensorPrimitives.MultiplyAdd(direction, -product[row], rest, rest);
        }
        return target;
    }

    private void Diagonalize()
    {
        int size = diagonal.Length;
        double shift = 0, largest = 0;
        for (int l = 0; l < size; l++)
        {
            checkAlive();
            largest = Math.Max(largest, Math.Abs(diagonal[l]) + Math.Abs(beside[l]));
            int end = l;
            while (Math.Abs(beside[end]) > Precision * largest)
                end++;
            if (end > l)
            {
                do
                    Step(l, end, ref shift);
                while (Math.Abs(beside[l]) > Precision * largest);
            }
            diagonal[l] += shift;
            beside[l] = 0;
        }
    }

    /// <summary>One implicit QL step on the part from <paramref name="l"/> to <paramref name="end"/>.</summary>
    private void Step(int l, int end, ref double shift)
    {
        double before = diagonal[l], ratio = (diagonal[l + 1] - before) / (2 * beside[l]);
        double root = double.Hypot(ratio, 1) * (ratio < 0 ? -1 : 1);
        diagonal[l] = beside[l] / (ratio + root);
        diagonal[l + 1] = beside[l] * (ratio + root);
        double next = diagonal[l + 1], moved = before - diagonal[l];
        for (int i = l + 2; i < diagonal.Length; i++)
            diagonal[i] -= moved;
        shift += moved;

        double p = diagonal[end], cosine = 1, cosine2 = 1, cosine3 = 1, sine = 0, sine2 = 0, besideNext = beside[l + 1];
        for (int i = end - 1; i >= l; i--)
        {
            (cosine3, cosine2, sine2) = (cosine2, cosine, sine);
            double g = cosine * beside[i], h = cosine * p;
            double length = double.Hypot(p, beside[i]);
            beside[i + 1] = sine * length;
            (sine, cosine) = (beside[i] / length, p / length);
            p = cosine * diagonal[i] - sine * g;
            diagonal[i + 1] = h + sine * (cosine * g + sine * diagonal[i]);
            Rotate(vectors[i], vectors[i + 1], cosine, sine);
        }
        p = -sine * sine2 * cosine3 * besideNext * beside[l] / next;
        beside[l] = sine * p;
        diagonal[l] = cosine * p;
    }

    private static void Rotate(double[] one, double[] other, double cosine, double sine)
    {
        int i = 0;
        for (; i <= one.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> a = new(one, i), b = new(other, i);
            (a * sine + b * cosine).CopyTo(other, i);
            (a * cosine - b * sine).CopyTo(one, i);
        }
        for (; i < one.Length; i++)
            (other[i], one[i]) = (sine * one[i] + cosine * other[i], cosine * one[i] - sine * other[i]);
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Dot products of every row of one matrix with every row of another.</summary>
internal static class MatrixProduct
{
    private const int Rows = 4, Columns = 2;

    /// <param name="left">Rows of length values.</param>
    /// <param name="right">Rows of length values.</param>
    /// <param name="length">Of a row.</param>
    /// <param name="products">For each row of <paramref name="left"/> its products with all rows of <paramref name="right"/>.</param>
    /// <typeparam name="T">Single or double precision.</typeparam>
    public static void Multiply<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, int length, Span<T> products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int leftCount = left.Length / length, rightCount = right.Length / length;
        int leftTiled = leftCount - leftCount % Columns, rightTiled = rightCount - rightCount % Rows;
        // Four rows stay in the nearest cache while all of the other matrix goes by.
        for (int row = 0; row < rightTiled; row += Rows)
        {
            for (int column = 0; column < leftTiled; column += Columns)
                MultiplyTile(left.Slice(column * length, Columns * length), right.Slice(row * length, Rows * length), length, products[(column * rightCount + row)..], rightCount);
        }
        for (int column = 0; column < leftCount; column++)
        {
            for (int row = column < leftTiled ? rightTiled : 0; row < rightCount; row++)
                products[column * rightCount + row] = TensorPrimitives.Dot(left.Slice(column * length, length), right.Slice(row * length, length));
        }
    }

    /// <summary>Each number that is loaded is used two or four times; the eight sums stay in registers.</summary>
    private static void MultiplyTile<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, int length, Span<T> products, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T l0 = ref MemoryMarshal.GetReference(left), l1 = ref MemoryMarshal.GetReference(left[length..]);
        ref T r0 = ref MemoryMarshal.GetReference(right), r1 = ref MemoryMarshal.GetReference(right[length..]);
        ref T r2 = ref MemoryMarshal.GetReference(right[(2 * length)..]), r3 = ref MemoryMarshal.GetReference(right[(3 * length)..]);
        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        nuint i = 0, end = (nuint)(length - length % Vector<T>.Count);
        for (; i < end; i += (nuint)Vector<T>.Count)
        {
            var a = Vector.LoadUnsafe(ref l0, i);
            var b = Vector.LoadUnsafe(ref l1, i);
            var row = Vector.LoadUnsafe(ref r0, i);
            s00 = MultiplyAdd(a, row, s00);
            s10 = MultiplyAdd(b, row, s10);
            row = Vector.LoadUnsafe(ref r1, i);
            s01 = MultiplyAdd(a, row, s01);
            s11 = MultiplyAdd(b, row, s11);
            row = Vector.LoadUnsafe(ref r2, i);
            s02 = MultiplyAdd(a, row, s02);
            s12 = MultiplyAdd(b, row, s12);
            row = Vector.LoadUnsafe(ref r3, i);
            s03 = MultiplyAdd(a, row, s03);
            s13 = MultiplyAdd(b, row, s13);
        }
        (products[0], products[1], products[2], products[3]) = (Vector.Sum(s00), Vector.Sum(s01), Vector.Sum(s02), Vector.Sum(s03));
        (products[stride], products[stride + 1], products[stride + 2], products[stride + 3]) = (Vector.Sum(s10), Vector.Sum(s11), Vector.Sum(s12), Vector.Sum(s13));
        for (int rest = (int)end; rest < length; rest++)
        {
            for (int row = 0; row < Rows; row++)
            {
                products[row] += left[rest] * right[row * length + rest];
                products[stride + row] += left[length + rest] * right[row * length + rest];
            }
        }
    }

    private static Vector<T> MultiplyAdd<T>(Vector<T> one, Vector<T> other, Vector<T> sum) => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(one.As<T, float>(), other.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(one.As<T, double>(), other.As<T, double>(), sum.As<T, double>()).As<double, T>();
}

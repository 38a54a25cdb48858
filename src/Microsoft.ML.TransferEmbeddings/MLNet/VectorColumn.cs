using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>
/// The values of a column of vectors. ML.NET lets a row of such a column come without a vector, or with one of another length than the column's type says; both
/// are refused here, as nothing that is computed from them would be right.
/// </summary>
internal static class VectorColumn
{
    /// <param name="vector">What the column's getter gave.</param>
    /// <param name="values">As many as the column's type says; are written.</param>
    /// <param name="column">What an error calls the column: "Column 'Features'".</param>
    /// <param name="row">The row's number.</param>
    /// <exception cref="ArgumentException">The vector is missing or has another length.</exception>
    public static void Read<T>(in VBuffer<T> vector, Span<T> values, string column, long row)
    {
        if (vector.Length != values.Length)
        {
            throw new ArgumentException(vector.Length == 0
                ? $"{column} has no vector in row {row}; {values.Length} values are wanted. Filter such rows."
                : $"{column} has a vector of {vector.Length} values in row {row}; {values.Length} are wanted. Filter such rows, or use one encoder for all.");
        }
        vector.CopyTo(values);
    }

    /// <exception cref="ArgumentException">The vector is missing, has another length, or has a value that is not finite.</exception>
    public static void ReadFinite(in VBuffer<float> vector, Span<float> values, string column, long row)
    {
        Read(vector, values, column, row);
        if (!TensorPrimitives.IsFiniteAll<float>(values))
            throw new ArgumentException($"{column} has a value that is not finite in row {row}. Filter such rows.");
    }
}

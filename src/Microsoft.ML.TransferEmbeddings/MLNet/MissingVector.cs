using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>
/// Rows that have no vector, as opposed to a wrong one. A row may come without values, or with NaN for all of them, as stages give it for what can't be encoded
/// (<see cref="InvalidInputHandling.MissingVector"/>).
/// </summary>
internal static class MissingVector
{
    /// <summary>Reads a vector that may be missing.</summary>
    /// <param name="vector">What the column's getter gave.</param>
    /// <param name="values">As many as the column's type says; are written where there is a vector.</param>
    /// <param name="column">What an error calls the column: "Column 'Features'".</param>
    /// <param name="row">The row's number.</param>
    /// <returns>Whether there is a vector; its values are finite.</returns>
    /// <exception cref="ArgumentException">The vector has another length, or some values that are not finite.</exception>
    public static bool TryRead(in VBuffer<float> vector, Span<float> values, string column, long row)
    {
        if (vector.Length == 0)
            return false;
        VectorColumn.Read(vector, values, column, row);
        if (TensorPrimitives.IsFiniteAll<float>(values))
            return true;
        return TensorPrimitives.IsNaNAll<float>(values)
            ? false
            : throw new ArgumentException($"{column} has a value that is not finite in row {row}, among others that are. Filter such rows; a row without a vector has NaN for all values, or none.");
    }
}

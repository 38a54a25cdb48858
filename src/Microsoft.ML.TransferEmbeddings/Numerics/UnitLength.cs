using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Vectors of length 1.</summary>
internal static class UnitLength
{
    /// <summary>A copy of the vector with length 1; of zeros a copy.</summary>
    public static T[] Of<T>(ReadOnlySpan<T> vector)
        where T : IRootFunctions<T>, IComparisonOperators<T, T, bool>
    {
        var unit = new T[vector.Length];
        var length = TensorPrimitives.Norm(vector);
        TensorPrimitives.Divide(vector, length > T.Zero ? length : T.One, unit);
        return unit;
    }
}

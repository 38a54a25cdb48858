using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>No vector has NaN or infinity: in a ranking they would spread.</summary>
internal static class FiniteNumbers
{
    /// <summary>What is there in place of a number; null where all are numbers.</summary>
    public static string? FindOther(ReadOnlySpan<float> values)
    {
        // Of no value at all IsFiniteAll says no.
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values))
            return null;
        int i = 0;
        while (float.IsFinite(values[i]))
            i++;
        return float.IsNaN(values[i]) ? "NaN" : values[i] > 0 ? "infinity" : "-infinity";
    }
}

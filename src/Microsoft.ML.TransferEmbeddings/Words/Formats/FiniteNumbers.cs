using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>No vector has NaN or infinity: in a ranking they would spread.</summary>
internal static class FiniteNumbers
{
    /// <summary>What is there in place of a number; null where all are numbers.</summary>
    public static string? FindOther(ReadOnlySpan<float> values) =>
        NonFiniteValue.FindSingle(MemoryMarshal.AsBytes(values)) is not { } other ? null : double.IsNaN(other) ? "NaN" : other > 0 ? "infinity" : "-infinity";
}

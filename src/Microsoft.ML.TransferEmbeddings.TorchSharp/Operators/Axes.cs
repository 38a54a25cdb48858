namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Axes and lists of numbers, which are settings of a node in old versions of an operator and inputs in new ones.</summary>
internal static class Axes
{
    /// <summary>The numbers; null where neither setting nor input has them.</summary>
    public static long[]? Read(IReadOnlyList<long>? setting, GraphValue[] inputs, int input) =>
        inputs.Length > input && inputs[input].IsGiven ? inputs[input].ToIntegers() : setting is null ? null : [.. setting];

    /// <summary>Negative ones count from the end.</summary>
    public static long Positive(long axis, int rank) => axis < 0 ? axis + rank : axis;
}

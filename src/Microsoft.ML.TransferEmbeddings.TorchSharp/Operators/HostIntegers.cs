namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Whole numbers that a graph computes with beside its tensors, such as shapes: an array here, which costs no call of PyTorch.</summary>
/// <param name="Values">Row by row.</param>
/// <param name="Shape">Sizes of the dimensions.</param>
internal sealed record HostIntegers(long[] Values, long[] Shape)
{
    /// <summary>A list.</summary>
    public HostIntegers(params long[] values)
        : this(values, [values.Length])
    {
    }

    public static HostIntegers Single(long value) => new([value], []);

    /// <summary>The two value by value; null where that is more than lists and single values.</summary>
    public static HostIntegers? Combine(HostIntegers left, HostIntegers right, Func<long, long, long> operation)
    {
        if (left.Values.Length == right.Values.Length)
        {
            long[] shape = left.Shape.Length >= right.Shape.Length ? left.Shape : right.Shape;
            return new HostIntegers([.. left.Values.Zip(right.Values, operation)], shape);
        }
        if (right.Values.Length == 1 && left.Shape.Length >= right.Shape.Length)
            return new HostIntegers([.. left.Values.Select(value => operation(value, right.Values[0]))], left.Shape);
        if (left.Values.Length == 1 && right.Shape.Length >= left.Shape.Length)
            return new HostIntegers([.. right.Values.Select(value => operation(left.Values[0], value))], right.Shape);
        return null;
    }
}

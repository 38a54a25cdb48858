namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Reads the constants of a file. They outlive every scope of tensors.</summary>
internal static class GraphConstant
{
    /// <summary>More whole numbers are a tensor, and so are truth values.</summary>
    private const int MostOnHost = 64;

    /// <exception cref="FormatException">The values are of a type that is not known.</exception>
    public static GraphValue Read(OnnxConstant constant)
    {
        long[] shape = [.. constant.Shape];
        if (IsFloat(constant))
            return torch.tensor(constant.ReadFloats(), shape).DetachFromDisposeScope();
        long[] integers;
        try
        {
            integers = constant.ReadIntegers();
        }
        catch (NotSupportedException e)
        {
            throw new FormatException($"has a constant of {constant.ElementType}, which is not known", e);
        }
        if (constant.ElementType == "Bool")
            return torch.tensor(integers, shape).to(torch.ScalarType.Bool).DetachFromDisposeScope();
        return integers.Length <= MostOnHost && shape.Length <= 1
            ? new HostIntegers(integers, shape)
            : torch.tensor(integers, shape).DetachFromDisposeScope();
    }

    /// <summary>Half precision is read as single.</summary>
    public static bool IsFloat(OnnxConstant constant) => constant.ElementType is "Float" or "Float16";
}

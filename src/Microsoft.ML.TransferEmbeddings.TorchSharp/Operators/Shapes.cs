using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators that compute with shapes, or give a tensor another one.</summary>
internal static class Shapes
{
    /// <summary>More whole numbers are a tensor.</summary>
    private const long MostOnHost = 64;

    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        new("Shape", Shape),
        new("Size", (_, _) => inputs => [HostIntegers.Single(inputs[0].Shape.Aggregate(1L, (product, size) => product * size))]),
        new("Constant", Constant),
        new("ConstantOfShape", ConstantOfShape),
        new("Range", (_, _) => Range),
        new("Reshape", Reshape),
        new("Flatten", Flatten),
        new("Squeeze", Squeeze),
        new("Unsqueeze", Unsqueeze),
        new("Transpose", Transpose),
        new("Expand", (_, _) => inputs => [Expand(inputs[0].Tensor, inputs[1].ToIntegers())]),
        new("Tile", (_, _) => inputs => [inputs[0].Tensor.tile(inputs[1].ToIntegers())]),
        new("Concat", Concat),
    ];

    private static Kernel Shape(GraphNode node, long operatorSet)
    {
        long first = node.Operation.Integer("start") ?? 0, end = node.Operation.Integer("end") ?? long.MaxValue;
        return inputs =>
        {
            long[] shape = inputs[0].Shape;
            int from = (int)Math.Clamp(Axes.Positive(first, shape.Length), 0, shape.Length), to = (int)Math.Clamp(end < 0 ? end + shape.Length : end, from, shape.Length);
            return [new HostIntegers(shape[from..to])];
        };
    }

    private static Kernel Constant(GraphNode node, long operatorSet)
    {
        if (node.Operation.Tensor("value") is { } tensor)
        {
            var value = GraphConstant.Read(tensor);
            return _ => [value];
        }
        if (node.Operation.Integer("value_int") is { } integer)
            return _ => [HostIntegers.Single(integer)];
        if (node.Operation.Float("value_float") is { } single)
            return _ => [torch.tensor(single)];
        return node.Operation.Integers("value_ints") is { Count: > 0 } integers
            ? _ => [new HostIntegers([.. integers])]
            : throw new FormatException("holds a constant of a kind that is not known");
    }

    private static Kernel ConstantOfShape(GraphNode node, long operatorSet)
    {
        if (node.Operation.Tensor("value") is not { } tensor)
            return inputs => [torch.zeros(inputs[0].ToIntegers())];
        var value = GraphConstant.Read(tensor);
        return inputs =>
        {
            long[] shape = inputs[0].ToIntegers();
            long count = shape.Aggregate(1L, (product, size) => product * size);
            return value.Host is { } host && count <= MostOnHost
                ? [new HostIntegers([.. Enumerable.Repeat(host.Values[0], (int)count)], shape)]
                : [value.Tensor.reshape([]).expand(shape)];
        };
    }

    private static GraphValue[] Range(GraphValue[] inputs)
    {
        if (inputs.All(input => input.Host is not null))
            return [torch.arange(Scalars.Of(inputs[0].Host!.Values[0]), Scalars.Of(inputs[1].Host!.Values[0]), Scalars.Of(inputs[2].Host!.Values[0]), torch.ScalarType.Int64)];
        var type = inputs[0].Tensor.dtype;
        return [torch.arange(Scalars.Of(inputs[0].ToDouble()), Scalars.Of(inputs[1].ToDouble()), Scalars.Of(inputs[2].ToDouble()), type)];
    }

    private static Kernel Reshape(GraphNode node, long operatorSet)
    {
        bool keepsZero = node.Operation.Integer("allowzero") is 1;
        return inputs =>
        {
            long[] shape = [.. inputs[1].ToIntegers()];
            long[] old = inputs[0].Shape;
            for (int i = 0; !keepsZero && i < shape.Length; i++)
                shape[i] = shape[i] == 0 ? old[i] : shape[i];
            if (inputs[0].Host is { } host && shape.Length <= 1)
                return [new HostIntegers(host.Values, shape.Length == 0 ? [] : [host.Values.Length])];
            return [inputs[0].Tensor.reshape(shape)];
        };
    }

    private static Kernel Flatten(GraphNode node, long operatorSet)
    {
        long axis = node.Operation.Integer("axis") ?? 1;
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long[] shape = x.shape;
            long rows = shape.Take((int)Axes.Positive(axis, shape.Length)).Aggregate(1L, (product, size) => product * size);
            return [x.reshape(rows, x.NumberOfElements / Math.Max(1, rows))];
        };
    }

    private static Kernel Squeeze(GraphNode node, long operatorSet)
    {
        var setting = node.Operation.Integers("axes");
        return inputs =>
        {
            long[] shape = inputs[0].Shape;
            long[] axes = [.. (Axes.Read(setting, inputs, 1) ?? [.. shape.Index().Where(size => size.Item == 1).Select(size => (long)size.Index)]).Select(axis => Axes.Positive(axis, shape.Length))];
            long[] left = [.. shape.Where((_, axis) => !axes.Contains(axis))];
            return inputs[0].Host is { } host ? [host with { Shape = left }] : [inputs[0].Tensor.reshape(left)];
        };
    }

    private static Kernel Unsqueeze(GraphNode node, long operatorSet)
    {
        var setting = node.Operation.Integers("axes");
        return inputs =>
        {
            long[] axes = Axes.Read(setting, inputs, 1) ?? throw new InvalidDataException($"The node {node.Title} names no axes.");
            var shape = inputs[0].Shape.ToList();
            int rank = shape.Count + axes.Length;
            foreach (long axis in axes.Select(axis => Axes.Positive(axis, rank)).Order())
                shape.Insert((int)axis, 1);
            return inputs[0].Host is { } host ? [host with { Shape = [.. shape] }] : [inputs[0].Tensor.reshape([.. shape])];
        };
    }

    private static Kernel Transpose(GraphNode node, long operatorSet)
    {
        long[]? order = node.Operation.Integers("perm") is { } setting ? [.. setting] : null;
        return inputs =>
        {
            var x = inputs[0].Tensor;
            return [x.permute(order ?? [.. Enumerable.Range(0, (int)x.dim()).Reverse().Select(axis => (long)axis)])];
        };
    }

    private static Kernel Concat(GraphNode node, long operatorSet)
    {
        long axis = node.Operation.Integer("axis") ?? 1;
        return inputs => inputs.All(input => input.Host is { Shape.Length: 1 })
            ? [new HostIntegers([.. inputs.SelectMany(input => input.Host!.Values)])]
            : [torch.cat([.. inputs.Select(input => input.Tensor)], axis)];
    }

    /// <summary>As ONNX has it, either of the two shapes may be the larger one along an axis.</summary>
    private static Tensor Expand(Tensor x, long[] shape)
    {
        long[] old = x.shape;
        int rank = Math.Max(old.Length, shape.Length);
        var wanted = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long own = At(old, i), other = At(shape, i);
            wanted[i] = own == 1 ? other : own;
        }
        return x.expand(wanted);

        long At(long[] sizes, int i) => i < rank - sizes.Length ? 1 : sizes[i - (rank - sizes.Length)];
    }
}

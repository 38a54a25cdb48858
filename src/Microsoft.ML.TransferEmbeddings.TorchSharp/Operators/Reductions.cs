namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators that make one value of many.</summary>
internal static class Reductions
{
    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        Of("ReduceMean", (x, axes, keep) => x.mean(axes, keep)),
        Of("ReduceSum", (x, axes, keep) => x.sum(axes, keep)),
        Of("ReduceMax", (x, axes, keep) => x.amax(axes, keep)),
        Of("ReduceMin", (x, axes, keep) => x.amin(axes, keep)),
        Of("ReduceL2", (x, axes, keep) => x.square().sum(axes, keep).sqrt()),
        Of("ReduceSumSquare", (x, axes, keep) => x.square().sum(axes, keep)),
        new("GlobalAveragePool", (_, _) => inputs => [inputs[0].Tensor.mean(Places(inputs[0].Tensor), keepdim: true)]),
        new("GlobalMaxPool", (_, _) => inputs => [inputs[0].Tensor.amax(Places(inputs[0].Tensor), keepdim: true)]),
        new("Softmax", (node, operatorSet) => Softmax(node, operatorSet, (x, axis) => torch.nn.functional.softmax(x, axis))),
        new("LogSoftmax", (node, operatorSet) => Softmax(node, operatorSet, (x, axis) => torch.nn.functional.log_softmax(x, axis))),
        new("CumSum", CumSum),
    ];

    private static KeyValuePair<string, KernelFactory> Of(string name, Func<Tensor, long[], bool, Tensor> operation) => new(name, (node, _) =>
    {
        bool keep = node.Operation.Integer("keepdims") is null or 1, emptyIsNone = node.Operation.Integer("noop_with_empty_axes") is 1;
        var setting = node.Operation.Integers("axes");
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long[] axes = Axes.Read(setting, inputs, 1) ?? [];
            if (axes.Length == 0 && emptyIsNone)
                return [x];
            return [operation(x, axes.Length > 0 ? axes : [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis)], keep)];
        };
    });

    private static long[] Places(Tensor x) => [.. Enumerable.Range(2, (int)x.dim() - 2).Select(axis => (long)axis)];

    /// <summary>Before version 13 all axes from the given one on were one.</summary>
    private static Kernel Softmax(GraphNode node, long operatorSet, Func<Tensor, long, Tensor> operation)
    {
        const int oneAxis = 13;
        long axis = node.Operation.Integer("axis") ?? (operatorSet < oneAxis ? 1 : -1);
        if (operatorSet >= oneAxis)
            return inputs => [operation(inputs[0].Tensor, axis)];
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long[] shape = x.shape;
            return [operation(x.flatten(Axes.Positive(axis, shape.Length)), -1).reshape(shape)];
        };
    }

    private static Kernel CumSum(GraphNode node, long operatorSet) =>
        node.Operation.Integer("exclusive") is 1 || node.Operation.Integer("reverse") is 1
            ? throw new FormatException("sums up in another order than from the first value on")
            : inputs => [inputs[0].Tensor.cumsum(inputs[1].ToIntegers()[0])];
}

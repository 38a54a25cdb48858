using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators with weights, but for convolutions, and those that stand for several nodes of a file.</summary>
internal static class Layers
{
    /// <summary>Mean 0 and variance 1 along the last axis, then a scale and a shift; of several nodes.</summary>
    public const string Normalization = "_LayerNorm";

    /// <summary>A product with a matrix and a bias for every column; of two nodes.</summary>
    public const string Linear = "_Linear";

    /// <summary>The Gaussian error linear unit; of five nodes.</summary>
    public const string Gelu = "_Gelu";

    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        new(Normalization, (node, _) => inputs => [Normalize(inputs[0].Tensor, inputs[1].Tensor, inputs[2].Tensor, node.Epsilon)]),
        new(Linear, (_, _) => inputs => [torch.nn.functional.linear(inputs[0].Tensor, inputs[1].Tensor.t(), inputs[2].Tensor)]),
        new(Gelu, (_, _) => inputs => [torch.nn.functional.gelu(inputs[0].Tensor)]),
        new("MatMul", (_, _) => inputs => [torch.matmul(inputs[0].Tensor, inputs[1].Tensor)]),
        new("Gemm", Gemm),
        new("LayerNormalization", LayerNormalization),
        new("BatchNormalization", BatchNormalization),
        new("Dropout", (_, _) => inputs => [inputs[0]]),
        new("DequantizeLinear", DequantizeLinear),
    ];

    private static Tensor Normalize(Tensor x, Tensor scale, Tensor? shift, double epsilon) => torch.nn.functional.layer_norm(x, scale.shape, scale, shift, epsilon);

    private static Kernel Gemm(GraphNode node, long operatorSet)
    {
        bool transposesA = node.Operation.Integer("transA") is 1, transposesB = node.Operation.Integer("transB") is 1;
        float alpha = node.Operation.Float("alpha") ?? 1, beta = node.Operation.Float("beta") ?? 1;
        return inputs =>
        {
            Tensor a = inputs[0].Tensor, b = inputs[1].Tensor;
            var product = torch.matmul(transposesA ? a.t() : a, transposesB ? b.t() : b);
            if (alpha != 1)
                product = product.mul(Scalars.Of(alpha));
            if (inputs.Length < 3 || !inputs[2].IsGiven)
                return [product];
            return [product.Plus(beta == 1 ? inputs[2].Tensor : inputs[2].Tensor.mul(Scalars.Of(beta)))];
        };
    }

    private static Kernel LayerNormalization(GraphNode node, long operatorSet)
    {
        long axis = node.Operation.Integer("axis") ?? -1;
        double epsilon = node.Operation.Float("epsilon") ?? 1e-5f;
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long[] shape = x.shape[(int)Axes.Positive(axis, (int)x.dim())..];
            return [torch.nn.functional.layer_norm(x, shape, inputs[1].Tensor, inputs.Length > 2 && inputs[2].IsGiven ? inputs[2].Tensor : null, epsilon)];
        };
    }

    /// <summary>With the mean and the variance of the file: they stay as they are.</summary>
    private static Kernel BatchNormalization(GraphNode node, long operatorSet)
    {
        if (node.Operation.Integer("training_mode") is 1)
            throw new FormatException("takes mean and variance of the batch, and those of the file are known");
        double epsilon = node.Operation.Float("epsilon") ?? 1e-5f;
        return inputs => [torch.nn.functional.batch_norm(
            inputs[0].Tensor, inputs[3].Tensor, inputs[4].Tensor, inputs[1].Tensor, inputs[2].Tensor, training: false, eps: epsilon)];
    }

    private static Kernel DequantizeLinear(GraphNode node, long operatorSet)
    {
        long setting = node.Operation.Integer("axis") ?? 1;
        if (node.Operation.Integer("block_size") is not (null or 0))
            throw new FormatException("has scales of blocks, which are not known");
        return inputs =>
        {
            var x = inputs[0].Tensor;
            var scale = inputs[1].Tensor;
            // A scale for each index of the axis, or one for all.
            long[] shape = [.. Enumerable.Repeat(1L, (int)x.dim())];
            if (scale.NumberOfElements > 1)
                shape[Axes.Positive(setting, shape.Length)] = scale.NumberOfElements;
            var centered = x.to(torch.ScalarType.Float32);
            if (inputs.Length > 2 && inputs[2].IsGiven)
            {
                var zero = inputs[2].Tensor.to(torch.ScalarType.Float32);
                centered -= zero.NumberOfElements > 1 ? zero.reshape(shape) : zero.reshape([]);
            }
            return [centered * (scale.NumberOfElements > 1 ? scale.reshape(shape) : scale.reshape([]))];
        };
    }
}

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators that move a window over places.</summary>
internal static class Convolutions
{
    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        new("Conv", Convolution),
        new("MaxPool", MaxPool),
        new("AveragePool", AveragePool),
    ];

    private static Kernel Convolution(GraphNode node, long operatorSet)
    {
        long groups = node.Operation.Integer("group") ?? 1;
        var window = new Window(node);
        return inputs =>
        {
            var weight = inputs[1].Tensor;
            long[] kernel = weight.shape[2..];
            var (x, padding) = window.Pad(inputs[0].Tensor, kernel, 0);
            var bias = inputs.Length > 2 && inputs[2].IsGiven ? inputs[2].Tensor : null;
            long[] strides = window.Strides(kernel.Length), dilations = window.Dilations(kernel.Length);
            return kernel.Length switch
            {
                1 => [torch.nn.functional.conv1d(x, weight, bias, strides[0], padding[0], dilations[0], groups)],
                2 => [torch.nn.functional.conv2d(x, weight, bias, strides, padding, dilations, groups)],
                _ => [torch.nn.functional.conv3d(x, weight, bias, strides, padding, dilations, groups)],
            };
        };
    }

    private static Kernel MaxPool(GraphNode node, long operatorSet)
    {
        var window = new Window(node);
        long[] kernel = window.RequireKernel();
        return inputs =>
        {
            var (x, padding) = window.Pad(inputs[0].Tensor, kernel, double.NegativeInfinity);
            return [torch.nn.functional.max_pool2d(x, kernel, window.Strides(2), padding, window.Dilations(2), window.RoundsUp)];
        };
    }

    private static Kernel AveragePool(GraphNode node, long operatorSet)
    {
        var window = new Window(node);
        long[] kernel = window.RequireKernel();
        bool countsPadding = node.Operation.Integer("count_include_pad") is 1;
        if (!countsPadding && !window.IsSymmetric)
            throw new FormatException("averages over a window with more padding on one side, which is not known");
        return inputs =>
        {
            var (x, padding) = window.Pad(inputs[0].Tensor, kernel, 0);
            return [torch.nn.functional.avg_pool2d(x, kernel, window.Strides(2), padding, window.RoundsUp, countsPadding)];
        };
    }

    /// <summary>How a window moves.</summary>
    private sealed class Window
    {
        private readonly long[]? kernel;
        private readonly long[]? strides;
        private readonly long[]? dilations;
        private readonly long[]? pads;
        private readonly string automatic;

        public Window(GraphNode node)
        {
            kernel = List(node, "kernel_shape");
            strides = List(node, "strides");
            dilations = List(node, "dilations");
            pads = List(node, "pads");
            automatic = node.Operation.Text("auto_pad") ?? "NOTSET";
            RoundsUp = node.Operation.Integer("ceil_mode") is 1;
        }

        public bool RoundsUp { get; }

        public bool IsSymmetric => automatic is "NOTSET" or "VALID" && (pads is null || pads.AsSpan(0, pads.Length / 2).SequenceEqual(pads.AsSpan(pads.Length / 2)));

        public long[] RequireKernel() => kernel is { Length: 2 } ? kernel : throw new FormatException("has a window that is not of two dimensions");

        public long[] Strides(int rank) => strides ?? Ones(rank);

        public long[] Dilations(int rank) => dilations ?? Ones(rank);

        /// <summary>The input, padded here where the two sides differ, and the padding that is left to the operator.</summary>
        public (Tensor X, long[] Padding) Pad(Tensor x, long[] size, double value)
        {
            int rank = size.Length;
            long[] sides = automatic is "NOTSET" ? pads ?? new long[2 * rank] : Automatic(x, size);
            if (sides.AsSpan(0, rank).SequenceEqual(sides.AsSpan(rank)))
                return (x, sides[..rank]);
            // PyTorch begins with the last axis.
            long[] order = [.. Enumerable.Range(0, rank).Reverse().SelectMany(axis => new[] { sides[axis], sides[axis + rank] })];
            return (torch.nn.functional.pad(x, order, PaddingModes.Constant, value), new long[rank]);
        }

        private long[] Automatic(Tensor x, long[] size)
        {
            int rank = size.Length;
            var sides = new long[2 * rank];
            for (int axis = 0; axis < rank && automatic != "VALID"; axis++)
            {
                long length = x.shape[axis + 2], stride = Strides(rank)[axis], reach = (size[axis] - 1) * Dilations(rank)[axis] + 1;
                long all = Math.Max(0, ((length + stride - 1) / stride - 1) * stride + reach - length);
                long less = all / 2;
                (sides[axis], sides[axis + rank]) = automatic == "SAME_LOWER" ? (all - less, less) : (less, all - less);
            }
            return sides;
        }

        private static long[]? List(GraphNode node, string name) => node.Operation.Integers(name) is { Count: > 0 } list ? [.. list] : null;

        private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];
    }
}

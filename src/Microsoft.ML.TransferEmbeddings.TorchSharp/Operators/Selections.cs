using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators that take parts of a tensor.</summary>
internal static class Selections
{
    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        new("Gather", Gather),
        new("GatherND", GatherND),
        new("Slice", Slice),
        new("Split", Split),
        new("Trilu", Trilu),
        new("Pad", Pad),
    ];

    private static Kernel Gather(GraphNode node, long operatorSet)
    {
        long setting = node.Operation.Integer("axis") ?? 0;
        return inputs =>
        {
            if (inputs[0].Host is { Shape.Length: 1 } list && inputs[1].Host is { } at)
                return [new HostIntegers([.. at.Values.Select(index => list.Values[Axes.Positive(index, list.Values.Length)])], at.Shape)];
            var data = inputs[0].Tensor;
            var indices = inputs[1].Tensor;
            long[] shape = data.shape;
            int axis = (int)Axes.Positive(setting, shape.Length);
            var flat = indices.reshape(-1);
            if (inputs[1].Host is not null)
                flat = torch.where(flat.lt(Scalars.Of(0)), flat.add(Scalars.Of(shape[axis]), Scalars.One), flat);
            return [data.index_select(axis, flat).reshape([.. shape[..axis], .. indices.shape, .. shape[(axis + 1)..]])];
        };
    }

    private static Kernel GatherND(GraphNode node, long operatorSet)
    {
        if (node.Operation.Integer("batch_dims") is not (null or 0))
            throw new FormatException("has batch_dims, which are not known");
        return inputs =>
        {
            var indices = inputs[1].Tensor;
            int last = (int)indices.dim() - 1;
            return [inputs[0].Tensor.index([.. Enumerable.Range(0, (int)indices.shape[last]).Select(i => indices.select(last, i))])];
        };
    }

    private static Kernel Slice(GraphNode node, long operatorSet)
    {
        var startSetting = node.Operation.Integers("starts");
        var endSetting = node.Operation.Integers("ends");
        var axisSetting = node.Operation.Integers("axes");
        return inputs =>
        {
            long[] starts = Axes.Read(startSetting, inputs, 1)!, ends = Axes.Read(endSetting, inputs, 2)!;
            long[] axes = Axes.Read(axisSetting, inputs, 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
            long[] steps = Axes.Read(null, inputs, 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
            if (inputs[0].Host is { Shape.Length: 1 } list && axes is [0 or -1])
                return [new HostIntegers([.. Positions(list.Values.Length, starts[0], ends[0], steps[0]).Select(index => list.Values[index])])];
            var x = inputs[0].Tensor;
            for (int i = 0; i < starts.Length; i++)
            {
                int axis = (int)Axes.Positive(axes[i], (int)x.dim());
                long size = x.shape[axis];
                x = steps[i] > 0
                    ? x.slice(axis, Bound(starts[i], size, 0, size), Bound(ends[i], size, 0, size), steps[i])
                    : x.index_select(axis, torch.tensor((long[])[.. Positions(size, starts[i], ends[i], steps[i])]));
            }
            return [x];
        };
    }

    /// <summary>The positions of a slice, as ONNX counts them.</summary>
    private static IEnumerable<long> Positions(long size, long start, long end, long step)
    {
        (long first, long last) = step > 0
            ? (Bound(start, size, 0, size), Bound(end, size, 0, size))
            : (Bound(start, size, 0, size - 1), Bound(end, size, -1, size - 1));
        for (long i = first; step > 0 ? i < last : i > last; i += step)
            yield return i;
    }

    private static long Bound(long position, long size, long least, long most) => Math.Clamp(position < 0 ? position + size : position, least, Math.Max(least, most));

    private static Kernel Split(GraphNode node, long operatorSet)
    {
        long setting = node.Operation.Integer("axis") ?? 0;
        var sizeSetting = node.Operation.Integers("split");
        int count = node.Outputs.Count;
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long axis = Axes.Positive(setting, (int)x.dim()), part = (x.shape[axis] + count - 1) / count;
            long[] sizes = Axes.Read(sizeSetting, inputs, 1) ?? [.. Enumerable.Range(0, count).Select(i => Math.Min(part, x.shape[axis] - i * part))];
            var parts = new GraphValue[count];
            for (long i = 0, start = 0; i < count; start += sizes[i++])
                parts[i] = x.narrow(axis, start, sizes[i]);
            return parts;
        };
    }

    private static Kernel Trilu(GraphNode node, long operatorSet)
    {
        bool isUpper = node.Operation.Integer("upper") is null or 1;
        return inputs =>
        {
            long diagonal = inputs.Length > 1 && inputs[1].IsGiven ? inputs[1].ToIntegers()[0] : 0;
            return [isUpper ? inputs[0].Tensor.triu(diagonal) : inputs[0].Tensor.tril(diagonal)];
        };
    }

    private static Kernel Pad(GraphNode node, long operatorSet)
    {
        if (node.Operation.Text("mode") is not (null or "constant"))
            throw new FormatException($"pads in the mode '{node.Operation.Text("mode")}', and 'constant' is known");
        var setting = node.Operation.Integers("pads");
        float valueSetting = node.Operation.Float("value") ?? 0;
        return inputs =>
        {
            var x = inputs[0].Tensor;
            long[] given = Axes.Read(setting, inputs, 1)!;
            double value = inputs.Length > 2 && inputs[2].IsGiven ? inputs[2].ToDouble() : valueSetting;
            int rank = (int)x.dim();
            long[] axes = Axes.Read(null, inputs, 3) ?? [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
            // PyTorch begins with the last axis, and has both sides of an axis beside each other.
            var pads = new long[2 * rank];
            for (int i = 0; i < axes.Length; i++)
            {
                int at = 2 * (rank - 1 - (int)Axes.Positive(axes[i], rank));
                (pads[at], pads[at + 1]) = (given[i], given[i + axes.Length]);
            }
            return [torch.nn.functional.pad(x, pads, PaddingModes.Constant, value)];
        };
    }
}

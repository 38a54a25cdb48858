namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Computes a node's outputs of its inputs.</summary>
/// <param name="inputs">In the order of the operator.</param>
/// <returns>As many outputs as the node has, or fewer.</returns>
internal delegate GraphValue[] Kernel(GraphValue[] inputs);

/// <summary>Reads a node's settings, once, and makes what computes it.</summary>
/// <param name="node">The node.</param>
/// <param name="operatorSet">The version of ONNX's operators that it is of.</param>
internal delegate Kernel KernelFactory(GraphNode node, long operatorSet);

/// <summary>The operators of https://onnx.ai/onnx/operators that are known here, by name. All are differentiable where ONNX's are.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, KernelFactory> Known = new(
        Elementwise.All.Concat(Shapes.All).Concat(Selections.All).Concat(Reductions.All).Concat(Layers.All).Concat(Convolutions.All));

    public static IEnumerable<string> Names => Known.Keys.Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal);

    /// <exception cref="NotSupportedException">The operator, or a setting of the node, is not known.</exception>
    public static Kernel Create(GraphNode node, long operatorSet, string fileName)
    {
        if (node.Operation.Domain.Length > 0 || !Known.TryGetValue(node.Type, out var factory))
        {
            string name = node.Operation.Domain.Length > 0 ? $"{node.Operation.Domain}.{node.Type}" : node.Type;
            throw new NotSupportedException(
                $"The graph '{fileName}' can't be trained: the operator {name} of its node {node.Title} is not known. " +
                $"Export the model again without optimizations of another runtime, in float32. Known are {string.Join(", ", Names)}.");
        }
        try
        {
            return factory(node, operatorSet);
        }
        catch (FormatException e)
        {
            throw new NotSupportedException($"The graph '{fileName}' can't be trained: its node {node.Title} {e.Message}.", e);
        }
    }
}

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// Finds the constant that a name stands for: an initializer or a Constant node, seen through the Identity and Transpose nodes that exporters put between a
/// shared weight and its users.
/// </summary>
internal sealed class GraphConstants
{
    /// <summary>More than an exporter writes; a damaged file may have a circle.</summary>
    private const int LongestChain = 8;

    private readonly Dictionary<string, OnnxTensor> initializers = [];
    private readonly Dictionary<string, OnnxNode> producers = [];

    public GraphConstants(OnnxGraph graph)
    {
        foreach (var tensor in graph.Initializers)
            initializers[tensor.Name] = tensor;
        foreach (var node in graph.Nodes)
        {
            foreach (string output in node.Outputs)
                producers[output] = node;
        }
    }

    /// <summary>The constant of any rank; null where the value is computed.</summary>
    public OnnxTensor? Find(string name) => Find(name, LongestChain)?.Tensor;

    /// <summary>The node that computes a tensor; null for what no node does.</summary>
    public OnnxNode? FindProducer(string name) => producers.GetValueOrDefault(name);

    /// <summary>The constant; null where the value is computed or has not two dimensions.</summary>
    public ConstantMatrix? FindMatrix(string name) => Find(name, LongestChain) is { Tensor.Dimensions.Count: 2 } matrix ? matrix : null;

    private ConstantMatrix? Find(string name, int chain)
    {
        if (initializers.TryGetValue(name, out var tensor))
            return new ConstantMatrix(tensor, IsTransposed: false);
        if (chain == 0 || !producers.TryGetValue(name, out var node))
            return null;
        if (node.Is("Constant"))
            return node.Attribute("value")?.Tensor is { } value ? new ConstantMatrix(value, IsTransposed: false) : null;
        if (node.Inputs.Count != 1)
            return null;
        if (node.Is("Identity"))
            return Find(node.Inputs[0], chain - 1);
        return IsMatrixTranspose(node) && Find(node.Inputs[0], chain - 1) is { Tensor.Dimensions.Count: 2 } matrix ? matrix.Transpose() : null;
    }

    private static bool IsMatrixTranspose(OnnxNode node) => node.Is("Transpose") && node.Attribute("perm")?.ReadIntegers() is null or [] or [1, 0];
}

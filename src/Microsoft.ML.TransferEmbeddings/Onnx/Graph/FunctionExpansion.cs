namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// Counts the nodes that a graph has once the functions of its file stand in the place of their calls, as ONNX Runtime puts them before anything else. Functions
/// that call each other can make billions out of a few kilobytes.
/// </summary>
internal sealed class FunctionExpansion
{
    /// <summary>Many times what the largest networks have that fit into a file of 2 GB.</summary>
    private const long MostNodes = 100_000;

    private const int DeepestCall = 64;

    private readonly Dictionary<(string, string, string), OnnxFunction> functions = [];
    private readonly Dictionary<OnnxFunction, long> sizes = [];

    private FunctionExpansion(IEnumerable<OnnxFunction> functions)
    {
        foreach (var function in functions)
            this.functions[function.Id] = function;
    }

    /// <exception cref="FormatException">There are too many, or a function calls itself.</exception>
    public static void Check(OnnxGraph graph, IReadOnlyCollection<OnnxFunction> functions)
    {
        if (functions.Count > 0)
            new FunctionExpansion(functions).Count(graph.Nodes, depth: 0);
    }

    private long Count(IEnumerable<OnnxNode> nodes, int depth)
    {
        long count = 0;
        foreach (var node in nodes)
        {
            count += functions.TryGetValue(OnnxFunction.IdOf(node.Domain, node.OperatorType, node.Overload), out var function) ? SizeOf(function, depth) : 1;
            foreach (var graph in node.Attributes.SelectMany(attribute => attribute.Graphs))
                count += Count(graph.Nodes, depth);
            if (count > MostNodes)
                throw new FormatException($"the functions in it stand for more than {MostNodes:N0} nodes");
        }
        return count;
    }

    private long SizeOf(OnnxFunction function, int depth)
    {
        if (depth == DeepestCall)
            throw new FormatException($"functions in it call each other {DeepestCall} times deep, or without end");
        if (!sizes.TryGetValue(function, out long size))
            sizes.Add(function, size = Count(function.Nodes, depth + 1));
        return size;
    }
}

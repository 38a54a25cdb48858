using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>The nodes of a graph, in the order in which they are computed, and who makes and who uses a tensor.</summary>
internal sealed class GraphNodes
{
    private readonly Dictionary<string, GraphNode> producers = [];
    private readonly Dictionary<string, List<GraphNode>> users = [];
    private readonly HashSet<string> outputs;
    private readonly Func<string, OnnxConstant?> findConstant;

    /// <param name="nodes">In the order in which they are computed.</param>
    /// <param name="outputs">Of the graph.</param>
    /// <param name="findConstant">Finds an initializer.</param>
    public GraphNodes(IReadOnlyList<GraphNode> nodes, IEnumerable<string> outputs, Func<string, OnnxConstant?> findConstant)
    {
        All = nodes;
        this.outputs = [.. outputs];
        this.findConstant = findConstant;
        foreach (var node in nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
                producers[output] = node;
            foreach (string input in node.Inputs.Where(name => name.Length > 0).Distinct())
            {
                if (!users.TryGetValue(input, out var of))
                    users.Add(input, of = []);
                of.Add(node);
            }
        }
    }

    public IReadOnlyList<GraphNode> All { get; }

    /// <summary>The same graph with other nodes.</summary>
    public GraphNodes With(IReadOnlyList<GraphNode> nodes) => new(nodes, outputs, findConstant);

    /// <summary>Who computes a tensor; null for inputs and constants.</summary>
    public GraphNode? ProducerOf(string tensor) => producers.GetValueOrDefault(tensor);

    public IReadOnlyList<GraphNode> UsersOf(string tensor) => users.TryGetValue(tensor, out var of) ? of : [];

    /// <summary>The one node that uses what a node computes; null where there are several, or where it is an output of the graph.</summary>
    public GraphNode? OnlyUserOf(GraphNode node) => !outputs.Contains(node.Outputs[0]) && UsersOf(node.Outputs[0]) is [var user] ? user : null;

    /// <summary>An initializer or the value of a Constant node; null where a tensor is computed.</summary>
    public OnnxConstant? FindConstant(string tensor) =>
        findConstant(tensor) ?? (ProducerOf(tensor) is { Type: "Constant" } node ? node.Operation.Tensor("value") : null);

    /// <summary>The value of a constant that has one; null where it is another tensor.</summary>
    public double? FindNumber(string tensor) =>
        FindConstant(tensor) is { } constant && GraphConstant.IsFloat(constant) && constant.Shape.All(size => size == 1) ? constant.ReadFloats()[0] : null;

    /// <summary>The other input of a sum or a product; null where one isn't an input.</summary>
    public static string? Other(GraphNode node, string input) =>
        node.Inputs.Count != 2 ? null : node.Inputs[0] == input ? node.Inputs[1] : node.Inputs[1] == input ? node.Inputs[0] : null;
}

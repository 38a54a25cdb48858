using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>Several nodes and the one that stands for them.</summary>
/// <param name="Nodes">In the order in which they are computed; the last one's output is the replacement's.</param>
/// <param name="Replacement">The one node.</param>
internal sealed record Fusion(IReadOnlyList<GraphNode> Nodes, GraphNode Replacement)
{
    public static Fusion Of(string type, string[] inputs, params GraphNode[] nodes) => new(nodes, new GraphNode(type, inputs, nodes[^1].Outputs, nodes[^1].Operation));
}

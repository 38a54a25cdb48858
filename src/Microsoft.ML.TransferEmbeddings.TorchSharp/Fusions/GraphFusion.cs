using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>
/// Puts one node in the place of several, where an exporter wrote out what PyTorch computes at once: layer norms, the Gaussian error linear unit, products with a bias.
/// The result is the same but for rounding, fewer tensors are made and kept for the gradients, and the structure shows.
/// </summary>
internal static class GraphFusion
{
    public static GraphNodes Fuse(GraphNodes nodes)
    {
        foreach (var find in new Func<GraphNodes, GraphNode, Fusion?>[] { LayerNormPattern.Find, GeluPattern.Find, LinearPattern.Find })
            nodes = Fuse(nodes, find);
        return nodes;
    }

    private static GraphNodes Fuse(GraphNodes nodes, Func<GraphNodes, GraphNode, Fusion?> find)
    {
        var replaced = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var replacements = new Dictionary<GraphNode, GraphNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes.All)
        {
            if (find(nodes, node) is not { } fusion || fusion.Nodes.Any(replaced.Contains))
                continue;
            replaced.UnionWith(fusion.Nodes);
            // Where the last one stood, so that all inputs are there.
            replacements.Add(fusion.Nodes[^1], fusion.Replacement);
        }
        return replacements.Count == 0
            ? nodes
            : nodes.With([.. nodes.All.Where(node => !replaced.Contains(node) || replacements.ContainsKey(node)).Select(node => replacements.GetValueOrDefault(node, node))]);
    }
}

using Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

/// <summary>
/// Where BERT and its family have dropout, which exporters leave out: after the norm of the embeddings, on the weights of an attention, and on what a layer adds to its
/// input.
/// </summary>
internal static class DropoutPlaces
{
    private static readonly string[] Norms = [Layers.Normalization, "LayerNormalization"];

    /// <summary>The tensors; none where the network is not built like that.</summary>
    public static IReadOnlyList<string> Find(GraphNodes nodes, BlockMap blocks)
    {
        if (!blocks.IsTransformer)
            return [];
        var places = new List<string>();
        foreach (var node in nodes.All)
        {
            if (node.Type == "Softmax")
                places.Add(node.Outputs[0]);
            else if (IsResidual(nodes, node, out string? added))
                places.Add(added);
        }
        // The first norm has no layer before it that adds.
        if (nodes.All.FirstOrDefault(node => Norms.Contains(node.Type)) is { } first && nodes.ProducerOf(first.Inputs[0]) is { } sum && !IsResidual(nodes, sum, out _))
            places.Insert(0, first.Outputs[0]);
        return places;
    }

    /// <summary>Whether a node adds what a layer computes to the layer's input; a norm takes the sum.</summary>
    private static bool IsResidual(GraphNodes nodes, GraphNode node, out string added)
    {
        added = "";
        if (node.Type != "Add" || !nodes.UsersOf(node.Outputs[0]).Any(user => Norms.Contains(user.Type)))
            return false;
        foreach (string input in node.Inputs)
        {
            if (nodes.ProducerOf(input) is { Type: Layers.Linear or "Gemm" } layer && nodes.OnlyUserOf(layer) == node)
            {
                added = input;
                return true;
            }
        }
        return false;
    }
}

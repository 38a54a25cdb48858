using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// Makes the graph of a text encoder take several sequences in one row, one after another, in place of padding: the mask of a row becomes the number of each token's
/// sequence, a token attends to the tokens of the same number alone, and positions are counted anew in every sequence. What is computed of one sequence stays the same.
/// </summary>
/// <remarks>Sequence packing without cross-contamination, as Krell et al. 2021 (https://arxiv.org/abs/2107.02027) train with.</remarks>
internal sealed class SequencePacking
{
    /// <summary>The input that takes the mask's place: for each token the number of its sequence, from 1, and 0 for padding.</summary>
    public const string Segments = "segment_ids";

    private const int TokenVectorRank = 3;

    private readonly OnnxGraph graph;
    private readonly OnnxValue mask;
    private readonly IReadOnlyCollection<OnnxNode> needed;
    private readonly GraphPositions positions;
    private readonly Dictionary<string, List<OnnxNode>> users = [];
    private readonly List<(OnnxNode Node, OnnxElementType Type)> keyMasks = [];

    private SequencePacking(OnnxGraph graph, OnnxValue mask)
    {
        this.graph = graph;
        this.mask = mask;
        // Text vectors beside the token vectors are pooled by the mask, and nobody asks for them.
        needed = graph.NodesBefore(graph.Outputs.Where(output => output.Shape is null or { Count: TokenVectorRank }).Select(output => output.Name));
        foreach (var node in needed)
        {
            foreach (string input in node.UsedNames.Distinct())
            {
                if (!users.TryGetValue(input, out var list))
                    users.Add(input, list = []);
                list.Add(node);
            }
        }
        positions = new GraphPositions(graph, needed);
    }

    /// <returns>Whether the graph was changed. It is not where it has no mask, or where something is done with the mask that is not known.</returns>
    /// <exception cref="FormatException">The graph is damaged.</exception>
    public static bool TryRewrite(OnnxGraph graph)
    {
        if (graph.Inputs.FirstOrDefault(input => input.Name == OnnxTextGraph.Mask) is not { ElementType: OnnxElementType.Int64 or OnnxElementType.Int32 } mask || graph.Names.Contains(Segments))
            return false;
        var packing = new SequencePacking(graph, mask);
        if (!packing.FindKeyMasks(OnnxTextGraph.Mask, mask.ElementType, rank: 2) || packing.keyMasks.Count == 0 || packing.RoundsAngles || !packing.positions.Find())
            return false;
        packing.Rewrite();
        return true;
    }

    /// <summary>
    /// Whether positions may become angles (rotary embeddings) in half precision. Those of later positions are rounded more, so that a sequence would have another vector after
    /// others than alone.
    /// </summary>
    private bool RoundsAngles => needed.Any(node => node.Is("Cos") || node.Is("Sin")) && graph.Tensors.Any(tensor => tensor.ElementType is OnnxElementType.Float16 or OnnxElementType.BFloat16);

    /// <summary>Follows the mask to the tensors of [batch, 1, 1, sequence] that say which keys all queries of a row attend to.</summary>
    /// <returns>Whether the mask is used for nothing else.</returns>
    private bool FindKeyMasks(string tensor, OnnxElementType type, int rank)
    {
        foreach (var node in users.GetValueOrDefault(tensor) ?? [])
        {
            bool isKnown = node.OperatorType switch
            {
                _ when node.Domain is not ("" or "ai.onnx") || node.Outputs.Count != 1 => false,
                "Shape" => true,
                "CumSum" => positions.IsCounter(node),
                "Identity" => FindKeyMasks(node.Outputs[0], type, rank),
                "Cast" => FindKeyMasks(node.Outputs[0], (OnnxElementType)(node.Attribute("to")?.Integer ?? 0), rank),
                "Unsqueeze" => Widen(node, type, rank),
                _ => false,
            };
            if (!isKnown)
                return false;
        }
        return true;
    }

    private bool Widen(OnnxNode node, OnnxElementType type, int rank)
    {
        switch (rank, positions.Axes(node))
        {
            case (2, [1]):
                return FindKeyMasks(node.Outputs[0], type, rank + 1);
            case (2, [1, 2]) or (3, [1] or [2]):
                keyMasks.Add((node, type));
                return true;
            default:
                return false;
        }
    }

    private void Rewrite()
    {
        graph.Inputs[graph.Inputs.IndexOf(mask)] = new OnnxValue(Segments, mask.ElementType, rank: 2);
        // Whatever else asks for the mask asks for its shape, or is not needed.
        graph.Nodes.Insert(0, new OnnxNode(Name("mask"), "", "Identity", [Segments], OnnxTextGraph.Mask));
        string keys = Reshape("keys", [0, 1, 1, -1]), queries = Reshape("queries", [0, 1, -1, 1]), same = Name("same");
        graph.Nodes.Insert(2, new OnnxNode(same, "", "Equal", [queries, keys], same));
        foreach (var (node, type) in keyMasks)
            graph.Nodes[graph.Nodes.IndexOf(node)] = new OnnxNode(node.Name, "", "Cast", [same], node.Outputs[0], ("to", (long)type));
        positions.Rewrite();
    }

    private string Reshape(string what, long[] shape)
    {
        string name = Name(what), shapeName = Name($"{what}_shape");
        graph.Initializers.Add(new OnnxTensor(shapeName, shape));
        graph.Nodes.Insert(0, new OnnxNode(name, "", "Reshape", [Segments, shapeName], name));
        return name;
    }

    private static string Name(string what) => $"{Segments}_{what}";
}

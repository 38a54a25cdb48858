using Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

/// <summary>
/// Which block of a network a weight is of. In a transformer a block is an attention with what follows it up to the next one; in a convolutional network it is what lies
/// between two steps that make the picture smaller.
/// </summary>
internal sealed class BlockMap
{
    /// <summary>Of what lies before the first block.</summary>
    public const int Embeddings = -1;

    private readonly GraphNodes nodes;
    private readonly Dictionary<GraphNode, int> blocks = new(ReferenceEqualityComparer.Instance);

    public BlockMap(GraphNodes nodes)
    {
        this.nodes = nodes;
        GraphNode[] attentions = [.. nodes.All.Where(node => node.Type == "Softmax" && ValueOf(node) is not null)];
        if (attentions.Length > 0)
            MapAttentions(attentions);
        else
            MapStages();
        Count = blocks.Count == 0 ? 0 : blocks.Values.Max() + 1;
        IsTransformer = attentions.Length > 0;
    }

    /// <summary>Number of blocks.</summary>
    public int Count { get; }

    public bool IsTransformer { get; }

    /// <summary>The block of the first node that uses a weight.</summary>
    public int BlockOf(string weight)
    {
        string name = weight;
        while (nodes.UsersOf(name) is [{ Type: "Transpose" or "Identity" or "Cast" or "Reshape" } passed])
            name = passed.Outputs[0];
        var user = nodes.UsersOf(name).FirstOrDefault();
        return user is null || user.Type == "Gather" ? Embeddings : blocks.GetValueOrDefault(user, Embeddings);
    }

    /// <summary>What an attention multiplies its weights with; null where a softmax is none of an attention.</summary>
    private string? ValueOf(GraphNode softmax)
    {
        string name = softmax.Outputs[0];
        for (int i = 0; i < 4; i++)
        {
            if (nodes.UsersOf(name).FirstOrDefault(user => user.Type == "MatMul") is { } product)
                return product.Inputs[0] == name ? product.Inputs[1] : product.Inputs[0];
            // As some exporters guard against rows without a token.
            if (nodes.UsersOf(name).FirstOrDefault(user => user.Type is "Dropout" or "Where" or "Cast" or "Identity") is not { } passed)
                return null;
            name = passed.Outputs[0];
        }
        return null;
    }

    /// <summary>
    /// What only the scores of an attention need, or only its values, is that attention's own. What has attentions before it, and is none's own, belongs to the last one of
    /// these.
    /// </summary>
    private void MapAttentions(GraphNode[] attentions)
    {
        var before = new Dictionary<GraphNode, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < attentions.Length; i++)
        {
            var scores = Ancestors(attentions[i].Outputs[0]);
            var values = Ancestors(ValueOf(attentions[i])!);
            foreach (var own in scores.Union(values).Where(node => scores.Contains(node) != values.Contains(node)))
                blocks.TryAdd(own, i);
        }
        foreach (var node in nodes.All)
        {
            int attention = Array.IndexOf(attentions, node);
            int most = Math.Max(attention, node.Inputs.Select(nodes.ProducerOf).Where(producer => producer is not null).Select(producer => before.GetValueOrDefault(producer!, Embeddings)).DefaultIfEmpty(Embeddings).Max());
            before[node] = most;
            blocks.TryAdd(node, most);
        }
    }

    private void MapStages()
    {
        foreach (var node in nodes.All)
        {
            bool isSmaller = node.Type is "MaxPool" or "AveragePool" || (node.Type == "Conv" && node.Operation.Integers("strides")?.Any(stride => stride > 1) == true);
            int most = node.Inputs.Select(nodes.ProducerOf).Where(producer => producer is not null).Select(producer => blocks[producer!]).DefaultIfEmpty(0).Max();
            blocks[node] = most + (isSmaller ? 1 : 0);
        }
    }

    private HashSet<GraphNode> Ancestors(string tensor)
    {
        var found = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var names = new Stack<string>([tensor]);
        while (names.TryPop(out string? name))
        {
            if (nodes.ProducerOf(name) is not { } node || !found.Add(node))
                continue;
            foreach (string input in node.Inputs)
                names.Push(input);
        }
        return found;
    }
}

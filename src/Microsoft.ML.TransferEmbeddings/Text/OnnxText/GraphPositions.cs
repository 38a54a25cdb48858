using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// Where a text encoder's graph counts the positions of tokens itself, 0, 1, 2 … in every row, so that they can be given to it: rows of a table are looked up by a list of
/// numbers, as in BERT; or tokens are counted, as in RoBERTa, which leaves out those whose id is the padding's, also in the midst of a text. A graph that takes positions, or
/// compares them only, needs no change.
/// </summary>
internal sealed class GraphPositions(OnnxGraph graph, IReadOnlyCollection<OnnxNode> needed)
{
    /// <summary>More than an exporter writes; a damaged file may have a circle.</summary>
    private const int LongestChain = 8;

    private readonly GraphConstants constants = new(graph);
    private readonly List<OnnxNode> lookups = [];
    private readonly List<OnnxNode> counters = [];

    /// <returns>Whether all that counts is understood.</returns>
    public bool Find()
    {
        lookups.AddRange(needed.Where(node => node.Is("Gather") && node is { Inputs.Count: 2, Outputs.Count: 1 } && node.Attribute("axis")?.Integer is null or 0
            && constants.FindMatrix(node.Inputs[0]) is not null && IsCount(node.Inputs[1])));
        counters.AddRange(needed.Where(node => node.Is("CumSum")));
        return counters.TrueForAll(IsCounter) && (lookups.Count + counters.Count == 0 || HasPositions || !graph.Names.Contains(OnnxTextGraph.Positions));
    }

    /// <summary>Whether a node counts tokens from the beginning of a row to each.</summary>
    public bool IsCounter(OnnxNode node) =>
        node is { Inputs.Count: 2, Outputs.Count: 1 } && FindCounted(node) is not null && constants.Find(node.Inputs[1])?.ReadIntegers() is [1]
        && node.Attributes.All(attribute => attribute.Integer is null or 0);

    /// <summary>Those of an Unsqueeze or a Slice.</summary>
    public IReadOnlyList<long>? Axes(OnnxNode node) =>
        node.Attribute("axes") is { } attribute ? attribute.ReadIntegers() : node.Inputs.Count > 1 ? constants.Find(node.Inputs[1])?.ReadIntegers() : null;

    public void Rewrite()
    {
        if (lookups.Count + counters.Count == 0)
            return;
        if (!HasPositions)
            graph.Inputs.Add(new OnnxValue(OnnxTextGraph.Positions, OnnxElementType.Int64, rank: 2));
        foreach (var node in lookups)
            graph.Nodes[graph.Nodes.IndexOf(node)] = new OnnxNode(node.Name, "", "Gather", [node.Inputs[0], OnnxTextGraph.Positions], node.Outputs[0]);
        if (counters.Count == 0)
            return;
        const string one = $"{OnnxTextGraph.Positions}_one", numbers = $"{OnnxTextGraph.Positions}_numbers", wide = $"{OnnxTextGraph.Positions}_int64";
        graph.Initializers.Add(new OnnxTensor(one, [1]));
        foreach (var node in counters)
        {
            if (FindCounted(node) is { IsOfIds: false, Type: var type })
                graph.Nodes[graph.Nodes.IndexOf(node)] = new OnnxNode(node.Name, "", "Cast", [numbers], node.Outputs[0], ("to", (long)type));
            else
                CountAnew(node, wide);
        }
        graph.Nodes.Insert(0, new OnnxNode(wide, "", "Cast", [OnnxTextGraph.Positions], wide, ("to", (long)OnnxElementType.Int64)));
        graph.Nodes.Insert(1, new OnnxNode(numbers, "", "Add", [wide, one], numbers));
    }

    /// <summary>Takes what a row has before a token's sequence off the token's count.</summary>
    private void CountAnew(OnnxNode counter, string positions)
    {
        string output = counter.Outputs[0], axis = counter.Inputs[1];
        string isToken = Name("is_token"), tokens = Name("tokens"), column = Name("column"), first = Name("first"), counted = Name("counted"), before = Name("before"), start = Name("start");
        graph.Nodes.InsertRange(graph.Nodes.IndexOf(counter),
        [
            new OnnxNode(isToken, "", "Equal", [positions, positions], isToken),
            new OnnxNode(tokens, "", "Cast", [isToken], tokens, ("to", (long)OnnxElementType.Int64)),
            new OnnxNode(column, "", "CumSum", [tokens, axis], column, ("exclusive", 1)),
            new OnnxNode(first, "", "Sub", [column, positions], first),
            new OnnxNode(counted, "", "CumSum", [counter.Inputs[0], axis], counted),
            new OnnxNode(before, "", "CumSum", [counter.Inputs[0], axis], before, ("exclusive", 1)),
            new OnnxNode(start, "", "GatherElements", [before, first], start, ("axis", 1)),
        ]);
        graph.Nodes[graph.Nodes.IndexOf(counter)] = new OnnxNode(counter.Name, "", "Sub", [counted, start], output);

        string Name(string what) => $"{output}_{what}";
    }

    private bool HasPositions => graph.Inputs.Exists(input => input.Name == OnnxTextGraph.Positions);

    /// <summary>
    /// The type of what a node adds up, and whether it depends on the token's id: otherwise it is 1 for every token and 0 for padding. Null where it is something else.
    /// </summary>
    private (OnnxElementType Type, bool IsOfIds)? FindCounted(OnnxNode counter)
    {
        string name = counter.Inputs[0];
        if (name == OnnxTextGraph.Mask)
            return (graph.FindValue(name)!.ElementType, IsOfIds: false);
        if (Producer(name) is not { } cast || !cast.Is("Cast"))
            return null;
        var type = (OnnxElementType)(cast.Attribute("to")?.Integer ?? 0);
        name = cast.Inputs[0];
        bool isNegated = false;
        for (int chain = 0; chain < LongestChain; chain++)
        {
            if (name == OnnxTextGraph.Mask)
                return isNegated ? null : (type, IsOfIds: false);
            if (Producer(name) is not { } node)
                return null;
            if (node.Is("Equal") && node.Inputs.Contains(OnnxTextGraph.TokenIds) && node.Inputs.Any(input => constants.Find(input) is not null))
                return (type, IsOfIds: true);
            if (!(node.Is("Not") || node.Is("Cast") || node.Is("Identity")))
                return null;
            isNegated |= node.Is("Not");
            name = node.Inputs[0];
        }
        return null;
    }

    /// <summary>Whether a tensor is 0, 1, 2 … in every row: the beginning of such a constant.</summary>
    private bool IsCount(string name)
    {
        for (int chain = 0; chain < LongestChain; chain++)
        {
            if (constants.Find(name) is { } constant)
                return constant.ElementType == OnnxElementType.Int64 && constant.ReadIntegers() is { Count: > 2 } values && values.Index().All(value => value.Item == value.Index);
            if (Producer(name) is not { } node)
                return false;
            if (node.Is("Range"))
                return constants.Find(node.Inputs[0])?.ReadIntegers() is [0] && constants.Find(node.Inputs[2])?.ReadIntegers() is [1];
            bool keepsValues = node.Is("Cast") || node.Is("Identity") || node.Is("Unsqueeze") || node.Is("Expand")
                || (node.Is("Slice") && node.Inputs.Count >= 3 && constants.Find(node.Inputs[1])?.ReadIntegers() is { } starts && starts.All(start => start == 0));
            if (!keepsValues)
                return false;
            name = node.Inputs[0];
        }
        return false;
    }

    private OnnxNode? Producer(string name) => constants.FindProducer(name);
}

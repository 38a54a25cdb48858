using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// The nodes, weights, inputs and outputs of an ONNX graph (GraphProto), in the order of the file. Change the lists, then <see cref="RemoveUnused"/> takes
/// out what no output needs any more.
/// </summary>
internal sealed class OnnxGraph
{
    private const int NodeField = 1, InitializerField = 5, InputField = 11, OutputField = 12, ValueField = 13, SparseInitializerField = 15;

    /// <summary>Graphs inside of graphs; more is no honest file, and could end the process.</summary>
    private const int DeepestGraph = 32;

    private readonly List<ReadOnlyMemory<byte>> others = [];
    private readonly List<OnnxTensor> sparseParts = [];

    /// <param name="content">The message.</param>
    /// <param name="depth">The graphs that it lies in.</param>
    /// <exception cref="FormatException">The graph is damaged.</exception>
    public OnnxGraph(ReadOnlyMemory<byte> content, int depth = 0)
    {
        if (depth > DeepestGraph)
            throw new FormatException($"more than {DeepestGraph} graphs lie inside of each other");
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case NodeField:
                    Nodes.Add(new OnnxNode(field.Bytes, depth));
                    break;
                case InitializerField:
                    Initializers.Add(new OnnxTensor(field.Bytes));
                    break;
                case InputField:
                    Inputs.Add(new OnnxValue(field.Bytes));
                    break;
                case OutputField:
                    Outputs.Add(new OnnxValue(field.Bytes));
                    break;
                case ValueField:
                    Values.Add(new OnnxValue(field.Bytes));
                    break;
                case SparseInitializerField:
                    sparseParts.AddRange(OnnxSparseTensor.ReadParts(field.Bytes));
                    others.Add(field.Raw);
                    break;
                default:
                    others.Add(field.Raw);
                    break;
            }
        }
    }

    /// <summary>In the order in which they are computed.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Constant tensors. One whose name is an input's too is that input's default.</summary>
    public List<OnnxTensor> Initializers { get; } = [];

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    /// <summary>What the file says of tensors between the nodes, as shape inference has written it: of all, of some or, mostly, of none.</summary>
    public List<OnnxValue> Values { get; } = [];

    /// <summary>All constant tensors: the initializers and those of nodes, in graphs inside of this one too.</summary>
    public IEnumerable<OnnxTensor> Tensors =>
        Initializers.Concat(Nodes.SelectMany(node => node.Attributes).SelectMany(attribute => attribute.Tensors.Concat(attribute.Graphs.SelectMany(graph => graph.Tensors))));

    /// <summary>The parts of sparse tensors, which are not among <see cref="Tensors"/>, in graphs inside of this one too.</summary>
    public IEnumerable<OnnxTensor> SparseParts =>
        sparseParts.Concat(Nodes.SelectMany(node => node.Attributes).SelectMany(attribute => attribute.SparseParts.Concat(attribute.Graphs.SelectMany(graph => graph.SparseParts))));

    /// <summary>The names that nodes and outputs use, some of which may be of a graph around this one.</summary>
    public IEnumerable<string> UsedNames => Nodes.SelectMany(node => node.UsedNames).Concat(Outputs.Select(output => output.Name));

    /// <summary>The names of all tensors of this graph itself.</summary>
    public IEnumerable<string> Names =>
        Inputs.Select(input => input.Name).Concat(Initializers.Select(tensor => tensor.Name)).Concat(Nodes.SelectMany(node => node.Outputs));

    /// <summary>What the file says of a tensor; null where it says nothing.</summary>
    public OnnxValue? FindValue(string name) => Inputs.Concat(Outputs).Concat(Values).FirstOrDefault(value => value.Name == name);

    /// <summary>Puts other tensors in the place of <see cref="Tensors"/>.</summary>
    public void ReplaceTensors(Func<OnnxTensor, OnnxTensor> replacement)
    {
        for (int i = 0; i < Initializers.Count; i++)
            Initializers[i] = replacement(Initializers[i]);
        foreach (var attribute in Nodes.SelectMany(node => node.Attributes))
            attribute.ReplaceTensors(replacement);
    }

    /// <summary>Who follows a tensor back to what it is made of comes to an end.</summary>
    /// <exception cref="FormatException">Two nodes compute the same tensor, or one needs what is made of its own.</exception>
    public void CheckOrder()
    {
        var producers = new Dictionary<string, int>();
        foreach (var (node, output) in Nodes.Index().SelectMany(node => node.Item.Outputs.Where(name => name.Length > 0).Select(name => (node.Index, name))))
        {
            if (!producers.TryAdd(output, node))
                throw new FormatException($"two of its nodes compute the tensor '{output}'");
        }
        // A node is ready when all that it needs are; mostly they stand before it.
        var users = new List<int>?[Nodes.Count];
        int[] missing = new int[Nodes.Count];
        for (int node = 0; node < Nodes.Count; node++)
        {
            foreach (int needed in Nodes[node].UsedNames.Where(producers.ContainsKey).Select(name => producers[name]).Distinct())
            {
                (users[needed] ??= []).Add(node);
                missing[node]++;
            }
        }
        var ready = new Stack<int>(Enumerable.Range(0, Nodes.Count).Where(node => missing[node] == 0));
        int computed = 0;
        for (; ready.TryPop(out int node); computed++)
        {
            foreach (int user in users[node] ?? [])
            {
                if (--missing[user] == 0)
                    ready.Push(user);
            }
        }
        if (computed < Nodes.Count)
            throw new FormatException($"its node {Nodes[Array.FindIndex(missing, count => count > 0)].Title} needs what is made of its own output");
    }

    /// <summary>
    /// Makes tensors that nodes compute the outputs of the graph, in place of those that it has, and keeps of nodes, initializers and inputs only what they
    /// need.
    /// </summary>
    /// <exception cref="ArgumentException">No tensor is named, one twice, or one that no node computes.</exception>
    public void CutAt(params IReadOnlyList<string> tensors)
    {
        if (tensors.Count == 0)
            throw new ArgumentException("A graph is cut at one tensor or more, and none is named.", nameof(tensors));
        if (tensors.Distinct().Count() < tensors.Count)
            throw new ArgumentException($"A tensor is named twice: {string.Join(", ", tensors)}. Name each once.", nameof(tensors));
        var computed = Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0).ToHashSet();
        if (tensors.FirstOrDefault(name => !computed.Contains(name)) is { } unknown)
            throw new ArgumentException($"No node of the graph computes a tensor '{unknown}'. The last ones that it computes are {string.Join(", ", computed.TakeLast(8))}.", nameof(tensors));

        OnnxValue[] outputs = [.. tensors.Select(name => FindValue(name) ?? new OnnxValue(name))];
        Outputs.Clear();
        Outputs.AddRange(outputs);
        var usedNames = RemoveUnused();
        Inputs.RemoveAll(input => !usedNames.Contains(input.Name));
    }

    /// <summary>
    /// Removes the nodes and initializers that no output of the graph depends on, and the inputs that such initializers are the default of. Other inputs
    /// stay: they are what a caller gives.
    /// </summary>
    /// <returns>The names of all that the outputs depend on.</returns>
    public IReadOnlySet<string> RemoveUnused()
    {
        var (usedNames, usedNodes) = Before(Outputs.Select(output => output.Name));
        Nodes.RemoveAll(node => !usedNodes.Contains(node));
        var removed = Initializers.Where(tensor => !usedNames.Contains(tensor.Name)).Select(tensor => tensor.Name).ToHashSet();
        Initializers.RemoveAll(tensor => removed.Contains(tensor.Name));
        Inputs.RemoveAll(input => removed.Contains(input.Name));
        Values.RemoveAll(value => !usedNames.Contains(value.Name));
        return usedNames;
    }

    /// <summary>The nodes that some tensors are made by.</summary>
    public IReadOnlyCollection<OnnxNode> NodesBefore(IEnumerable<string> tensors) => Before(tensors).Nodes;

    /// <summary>The graph as a message.</summary>
    public ProtobufMessage Write()
    {
        var message = new ProtobufMessage();
        foreach (var node in Nodes)
            node.WriteTo(message, NodeField);
        foreach (var tensor in Initializers)
            tensor.WriteTo(message, InitializerField);
        foreach (var input in Inputs)
            input.WriteTo(message, InputField);
        foreach (var output in Outputs)
            output.WriteTo(message, OutputField);
        foreach (var value in Values)
            value.WriteTo(message, ValueField);
        foreach (var other in others)
            message.AddRaw(other);
        return message;
    }

    /// <summary>What some tensors depend on, themselves among it.</summary>
    private (HashSet<string> Names, HashSet<OnnxNode> Nodes) Before(IEnumerable<string> tensors)
    {
        var producers = new Dictionary<string, OnnxNode>();
        foreach (var node in Nodes)
        {
            foreach (string output in node.Outputs)
                producers[output] = node;
        }

        // An output that is not wanted has no name, nor has an input that is not given.
        producers.Remove("");
        var usedNames = new HashSet<string>();
        var usedNodes = new HashSet<OnnxNode>();
        var names = new Stack<string>(tensors);
        while (names.TryPop(out string? name))
        {
            if (!usedNames.Add(name) || !producers.TryGetValue(name, out var node) || !usedNodes.Add(node))
                continue;
            foreach (string used in node.UsedNames)
                names.Push(used);
        }
        return (usedNames, usedNodes);
    }
}

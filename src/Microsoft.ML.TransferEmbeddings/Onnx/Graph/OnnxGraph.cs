namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// The nodes, weights, inputs and outputs of an ONNX graph (GraphProto), in the order of the file. Change the lists, then <see cref="RemoveUnused"/> takes
/// out what no output needs any more.
/// </summary>
internal sealed class OnnxGraph
{
    private const int NodeField = 1, InitializerField = 5, InputField = 11, OutputField = 12;

    private readonly List<ReadOnlyMemory<byte>> others = [];

    /// <exception cref="FormatException">The graph is damaged.</exception>
    public OnnxGraph(ReadOnlyMemory<byte> content)
    {
        var reader = new WireReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case NodeField:
                    Nodes.Add(new OnnxNode(field.Bytes));
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
                default:
                    others.Add(field.Raw);
                    break;
            }
        }
    }

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Constant tensors. One whose name is an input's too is that input's default.</summary>
    public List<OnnxTensor> Initializers { get; } = [];

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    /// <summary>
    /// Removes the nodes and initializers that no output of the graph depends on, and the inputs that such initializers are the default of. Other inputs
    /// stay: they are what a caller gives.
    /// </summary>
    public void RemoveUnused()
    {
        var producers = new Dictionary<string, OnnxNode>();
        foreach (var node in Nodes)
        {
            foreach (string output in node.Outputs)
                producers[output] = node;
        }

        var usedNames = new HashSet<string>();
        var usedNodes = new HashSet<OnnxNode>();
        var names = new Stack<string>(Outputs.Select(output => output.Name));
        while (names.TryPop(out string? name))
        {
            if (!usedNames.Add(name) || !producers.TryGetValue(name, out var node) || !usedNodes.Add(node))
                continue;
            foreach (string used in node.UsedNames)
                names.Push(used);
        }

        Nodes.RemoveAll(node => !usedNodes.Contains(node));
        var removed = Initializers.Where(tensor => !usedNames.Contains(tensor.Name)).Select(tensor => tensor.Name).ToHashSet();
        Initializers.RemoveAll(tensor => removed.Contains(tensor.Name));
        Inputs.RemoveAll(input => removed.Contains(input.Name));
    }

    /// <summary>The graph as a message.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        (int Field, ReadOnlyMemory<byte> Content)[] messages =
        [
            .. Nodes.Select(node => (NodeField, node.Content)),
            .. Initializers.Select(tensor => (InitializerField, tensor.Content)),
            .. Inputs.Select(input => (InputField, input.Content)),
            .. Outputs.Select(output => (OutputField, output.Content)),
        ];
        var writer = new WireWriter(checked((int)(messages.Sum(message => WireWriter.SizeOf(message.Content)) + others.Sum(other => (long)other.Length))));
        foreach (var (field, message) in messages)
            writer.Write(field, message.Span);
        foreach (var other in others)
            writer.WriteRaw(other);
        return writer.Written;
    }
}

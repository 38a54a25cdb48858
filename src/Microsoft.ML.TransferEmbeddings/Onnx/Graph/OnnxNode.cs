namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>An operator of a graph (NodeProto). Immutable.</summary>
internal sealed class OnnxNode
{
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, AttributeField = 5, DomainField = 7;

    /// <summary>Graphs inside of graphs; more is no honest file.</summary>
    private const int DeepestSubgraph = 32;

    private readonly List<string> inputs = [];
    private readonly List<string> outputs = [];
    private readonly List<OnnxAttribute> attributes = [];
    private readonly List<string> capturedNames = [];

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxNode(ReadOnlyMemory<byte> content)
        : this(content, depth: 0)
    {
    }

    /// <summary>A new operator with one output, whose settings are whole numbers.</summary>
    public OnnxNode(
        string name, string domain, string operatorType, IEnumerable<string> inputs, string output, params ReadOnlySpan<(string Name, long Value)> attributes)
        : this(Create(name, domain, operatorType, inputs, output, attributes))
    {
    }

    private OnnxNode(ReadOnlyMemory<byte> content, int depth)
    {
        if (depth > DeepestSubgraph)
            throw new FormatException($"more than {DeepestSubgraph} graphs lie inside of each other");
        Content = content;
        var reader = new WireReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case InputField:
                    inputs.Add(WireReader.ReadString(field));
                    break;
                case OutputField:
                    outputs.Add(WireReader.ReadString(field));
                    break;
                case NameField:
                    Name = WireReader.ReadString(field);
                    break;
                case OperatorField:
                    OperatorType = WireReader.ReadString(field);
                    break;
                case DomainField:
                    Domain = WireReader.ReadString(field);
                    break;
                case AttributeField:
                    var attribute = new OnnxAttribute(field.Bytes);
                    attributes.Add(attribute);
                    foreach (var subgraph in attribute.Graphs)
                        AddUsedNames(subgraph, depth);
                    break;
            }
        }
    }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>May be empty.</summary>
    public string Name { get; } = "";

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain { get; } = "";

    public string OperatorType { get; } = "";

    /// <summary>An empty name stands for an optional input that is not given.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    public IReadOnlyList<string> Outputs => outputs;

    /// <summary>The inputs, and all names that graphs inside of the node mention: some may be of the graph around it.</summary>
    public IEnumerable<string> UsedNames => inputs.Concat(capturedNames);

    /// <summary>How a message to a user calls the node.</summary>
    public string Title => $"{OperatorType} '{(Name.Length > 0 ? Name : outputs.FirstOrDefault())}'";

    /// <summary>Whether it is an operator of ONNX itself.</summary>
    public bool Is(string operatorType) => OperatorType == operatorType && Domain is "" or "ai.onnx";

    public OnnxAttribute? Attribute(string name) => attributes.Find(attribute => attribute.Name == name);

    private void AddUsedNames(ReadOnlyMemory<byte> subgraph, int depth)
    {
        const int nodeField = 1, outputField = 12;
        var reader = new WireReader(subgraph);
        while (reader.Read(out var field))
        {
            if (field.Number == nodeField)
                capturedNames.AddRange(new OnnxNode(field.Bytes, depth + 1).UsedNames);
            else if (field.Number == outputField)
                capturedNames.Add(new OnnxValue(field.Bytes).Name);
        }
    }

    private static ReadOnlyMemory<byte> Create(
        string name, string domain, string operatorType, IEnumerable<string> inputs, string output, ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var writer = new WireWriter();
        foreach (string input in inputs)
            writer.Write(InputField, input);
        writer.Write(OutputField, output);
        writer.Write(NameField, name);
        writer.Write(OperatorField, operatorType);
        foreach (var (attribute, value) in attributes)
            writer.Write(AttributeField, OnnxAttribute.Create(attribute, value).Span);
        writer.Write(DomainField, domain);
        return writer.Written;
    }
}

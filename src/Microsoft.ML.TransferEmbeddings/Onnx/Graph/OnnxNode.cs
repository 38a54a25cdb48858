using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>An operator of a graph (NodeProto).</summary>
internal sealed class OnnxNode
{
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, AttributeField = 5, DomainField = 7, OverloadField = 8;

    private readonly ReadOnlyMemory<byte> content;
    private readonly string[] inputs;
    private readonly string[] outputs;
    private readonly OnnxAttribute[] attributes;

    /// <param name="content">The message.</param>
    /// <param name="depth">The graphs that its graph lies in.</param>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxNode(ReadOnlyMemory<byte> content, int depth = 0)
    {
        this.content = content;
        int inputCount = 0, outputCount = 0, attributeCount = 0;
        var counter = new ProtobufReader(content);
        while (counter.Read(out var field))
        {
            inputCount += field.Number == InputField ? 1 : 0;
            outputCount += field.Number == OutputField ? 1 : 0;
            attributeCount += field.Number == AttributeField ? 1 : 0;
        }
        inputs = new string[inputCount];
        outputs = new string[outputCount];
        attributes = new OnnxAttribute[attributeCount];

        int input = 0, output = 0, attribute = 0;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case InputField:
                    inputs[input++] = field.Text;
                    break;
                case OutputField:
                    outputs[output++] = field.Text;
                    break;
                case NameField:
                    Name = field.Text;
                    break;
                case OperatorField:
                    OperatorType = field.Text;
                    break;
                case DomainField:
                    Domain = field.Text;
                    break;
                case OverloadField:
                    Overload = field.Text;
                    break;
                case AttributeField:
                    attributes[attribute++] = new OnnxAttribute(field.Bytes, depth);
                    break;
            }
        }
        if (OperatorType.Length == 0)
            throw new FormatException("a node has no operator");
    }

    /// <summary>A new operator with one output, whose settings are whole numbers.</summary>
    public OnnxNode(
        string name, string domain, string operatorType, IEnumerable<string> inputs, string output, params ReadOnlySpan<(string Name, long Value)> attributes)
        : this(Create(name, domain, operatorType, inputs, output, attributes))
    {
    }

    /// <summary>May be empty.</summary>
    public string Name { get; } = "";

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain { get; } = "";

    public string OperatorType { get; } = "";

    /// <summary>Which of several functions of one name; mostly empty.</summary>
    public string Overload { get; } = "";

    /// <summary>An empty name stands for an optional input that is not given.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    public IReadOnlyList<string> Outputs => outputs;

    public IReadOnlyList<OnnxAttribute> Attributes => attributes;

    /// <summary>The inputs, and all names that graphs inside of the node mention: some may be of the graph around it.</summary>
    public IEnumerable<string> UsedNames => Array.Exists(attributes, attribute => attribute.Graphs.Count > 0)
        ? inputs.Concat(attributes.SelectMany(attribute => attribute.Graphs).SelectMany(graph => graph.UsedNames))
        : inputs;

    /// <summary>How a message to a user calls the node.</summary>
    public string Title => $"{OperatorType} '{(Name.Length > 0 ? Name : outputs.FirstOrDefault())}'";

    /// <summary>Whether it is an operator of ONNX itself.</summary>
    public bool Is(string operatorType) => OperatorType == operatorType && Domain is "" or "ai.onnx";

    public OnnxAttribute? Attribute(string name) => Array.Find(attributes, attribute => attribute.Name == name);

    public void WriteTo(ProtobufMessage parent, int field)
    {
        if (Array.TrueForAll(attributes, attribute => attribute.Tensors.Count + attribute.Graphs.Count == 0))
        {
            parent.Add(field, content);
            return;
        }
        var message = new ProtobufMessage();
        int attribute = 0;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var part))
        {
            if (part.Number == AttributeField)
                attributes[attribute++].WriteTo(message, AttributeField);
            else
                message.AddRaw(part.Raw);
        }
        parent.Add(field, message);
    }

    private static ReadOnlyMemory<byte> Create(
        string name, string domain, string operatorType, IEnumerable<string> inputs, string output, ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var message = new ProtobufMessage();
        foreach (string input in inputs)
            message.Add(InputField, input);
        message.Add(OutputField, output);
        message.Add(NameField, name);
        message.Add(OperatorField, operatorType);
        foreach (var (attribute, value) in attributes)
            message.Add(AttributeField, OnnxAttribute.Create(attribute, value));
        message.Add(DomainField, domain);
        return message.ToArray();
    }
}

using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>An operator that the file itself defines by other operators (FunctionProto).</summary>
internal sealed class OnnxFunction
{
    private const int NameField = 1, NodeField = 7, DomainField = 10, AttributeField = 11, OverloadField = 13;

    private readonly List<OnnxAttribute> defaults = [];

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxFunction(ReadOnlyMemory<byte> content)
    {
        string name = "", domain = "", overload = "";
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case NameField:
                    name = field.Text;
                    break;
                case DomainField:
                    domain = field.Text;
                    break;
                case OverloadField:
                    overload = field.Text;
                    break;
                case NodeField:
                    Nodes.Add(new OnnxNode(field.Bytes));
                    break;
                case AttributeField:
                    defaults.Add(new OnnxAttribute(field.Bytes, depth: 0));
                    break;
            }
        }
        Id = IdOf(domain, name, overload);
    }

    public (string Domain, string Name, string Overload) Id { get; }

    /// <summary>What a call and a function have in common: ONNX's own domain has two names.</summary>
    public static (string Domain, string Name, string Overload) IdOf(string domain, string name, string overload) => (domain == "ai.onnx" ? "" : domain, name, overload);

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>All constant tensors, the parts of sparse ones too.</summary>
    public IEnumerable<OnnxTensor> Tensors => Nodes.SelectMany(node => node.Attributes).Concat(defaults)
        .SelectMany(attribute => attribute.Tensors.Concat(attribute.SparseParts).Concat(attribute.Graphs.SelectMany(graph => graph.Tensors.Concat(graph.SparseParts))));
}

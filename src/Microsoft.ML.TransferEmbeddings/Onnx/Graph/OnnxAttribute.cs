using System.Text;
using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A setting of an operator (AttributeProto), of the kinds that something here reads.</summary>
internal sealed class OnnxAttribute
{
    private const int NameField = 1, FloatField = 2, IntegerField = 3, TextField = 4, TensorField = 5, GraphField = 6, IntegersField = 8, TensorsField = 10, GraphsField = 11, TypeField = 20,
        SparseTensorField = 22, SparseTensorsField = 23;
    private const long FloatType = 1, IntegerType = 2, TextType = 3;

    private readonly ReadOnlyMemory<byte> content;
    private readonly ReadOnlyMemory<byte>? text;
    // Most attributes have none of these.
    private readonly List<OnnxTensor>? tensors;
    private readonly List<OnnxGraph>? graphs;
    private readonly List<OnnxTensor>? sparseParts;

    /// <param name="content">The message.</param>
    /// <param name="depth">The graphs that it lies in.</param>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxAttribute(ReadOnlyMemory<byte> content, int depth)
    {
        this.content = content;
        long type = 0;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case NameField:
                    Name = field.Text;
                    break;
                case FloatField:
                    Float = field.Single;
                    break;
                case IntegerField:
                    Integer = field.Integer;
                    break;
                case TextField:
                    text = field.Bytes;
                    break;
                case TensorField or TensorsField:
                    (tensors ??= []).Add(new OnnxTensor(field.Bytes));
                    break;
                case GraphField or GraphsField:
                    (graphs ??= []).Add(new OnnxGraph(field.Bytes, depth + 1));
                    break;
                case SparseTensorField or SparseTensorsField:
                    (sparseParts ??= []).AddRange(OnnxSparseTensor.ReadParts(field.Bytes));
                    break;
                case TypeField:
                    type = field.Integer;
                    break;
            }
        }
        // Some libraries write no value that is zero or empty.
        if (type == FloatType)
            Float ??= 0;
        else if (type == IntegerType)
            Integer ??= 0;
        else if (type == TextType)
            text ??= ReadOnlyMemory<byte>.Empty;
    }

    public string Name { get; } = "";

    public float? Float { get; }

    public long? Integer { get; }

    /// <summary>A text may be any bytes; what is no UTF-8 in it is replaced.</summary>
    public string? Text => text is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <exception cref="FormatException">It holds something else.</exception>
    public IReadOnlyList<long> ReadIntegers()
    {
        var integers = new List<long>();
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number == IntegersField)
                integers.AddRange(field.ReadIntegers());
        }
        return integers;
    }

    public OnnxTensor? Tensor => tensors?[^1];

    /// <summary>One, or those of a list.</summary>
    public IReadOnlyList<OnnxTensor> Tensors => tensors ?? [];

    /// <summary>Values and indices of sparse tensors, which are written as they were read.</summary>
    public IReadOnlyList<OnnxTensor> SparseParts => sparseParts ?? [];

    /// <summary>Graphs inside of the operator: the branches of an If, the body of a Loop.</summary>
    public IReadOnlyList<OnnxGraph> Graphs => graphs ?? [];

    public static ProtobufMessage Create(string name, long value)
    {
        var message = new ProtobufMessage();
        message.Add(NameField, name);
        message.Add(IntegerField, value);
        message.Add(TypeField, IntegerType);
        return message;
    }

    /// <summary>Puts other tensors in the place of its own and of those of its graphs.</summary>
    public void ReplaceTensors(Func<OnnxTensor, OnnxTensor> replacement)
    {
        for (int i = 0; i < Tensors.Count; i++)
            tensors![i] = replacement(tensors[i]);
        foreach (var graph in Graphs)
            graph.ReplaceTensors(replacement);
    }

    public void WriteTo(ProtobufMessage parent, int field)
    {
        if (tensors is null && graphs is null)
        {
            parent.Add(field, content);
            return;
        }
        var message = new ProtobufMessage();
        int tensor = 0, graph = 0;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var part))
        {
            if (part.Number is TensorField or TensorsField)
                Tensors[tensor++].WriteTo(message, part.Number);
            else if (part.Number is GraphField or GraphsField)
                message.Add(part.Number, Graphs[graph++].Write());
            else
                message.AddRaw(part.Raw);
        }
        parent.Add(field, message);
    }
}

using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>What a graph says of a tensor that flows through it (ValueInfoProto): an input, an output, or one between nodes. Immutable.</summary>
internal sealed class OnnxValue
{
    private const int NameField = 1, TypeField = 2, TensorTypeField = 1;
    private const int ElementTypeField = 1, ShapeField = 2, DimensionField = 1, SizeField = 1;

    /// <summary>The size of a dimension that is open.</summary>
    public const long AnySize = -1;

    private readonly ReadOnlyMemory<byte> content;

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxValue(ReadOnlyMemory<byte> content)
    {
        this.content = content;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number == NameField)
                Name = field.Text;
            else if (field.Number == TypeField)
                (ElementType, Shape) = ReadType(field.Bytes);
        }
    }

    /// <summary>A value of which only the name is known; ONNX Runtime finds out the rest.</summary>
    public OnnxValue(string name)
    {
        Name = name;
        var message = new ProtobufMessage();
        message.Add(NameField, name);
        content = message.ToArray();
    }

    /// <summary>A tensor whose dimensions are all open.</summary>
    public OnnxValue(string name, OnnxElementType elementType, int rank)
    {
        Name = name;
        ElementType = elementType;
        Shape = [.. Enumerable.Repeat(AnySize, rank)];
        var shape = new ProtobufMessage();
        for (int i = 0; i < rank; i++)
            shape.Add(DimensionField, new ProtobufMessage());
        var tensor = new ProtobufMessage();
        tensor.Add(ElementTypeField, (long)elementType);
        tensor.Add(ShapeField, shape);
        var type = new ProtobufMessage();
        type.Add(TensorTypeField, tensor);
        var message = new ProtobufMessage();
        message.Add(NameField, name);
        message.Add(TypeField, type);
        content = message.ToArray();
    }

    public string Name { get; } = "";

    /// <summary><see cref="OnnxElementType.Undefined"/> where the file does not say it, or the value is no tensor.</summary>
    public OnnxElementType ElementType { get; }

    /// <summary>The sizes of the dimensions, <see cref="AnySize"/> where one is open, by name or altogether; null where the file says nothing.</summary>
    public IReadOnlyList<long>? Shape { get; }

    public void WriteTo(ProtobufMessage parent, int field) => parent.Add(field, content);

    private static (OnnxElementType, IReadOnlyList<long>?) ReadType(ReadOnlyMemory<byte> type)
    {
        var elementType = OnnxElementType.Undefined;
        IReadOnlyList<long>? shape = null;
        var reader = new ProtobufReader(type);
        while (reader.Read(out var field))
        {
            if (field.Number != TensorTypeField)
                continue;
            var tensor = new ProtobufReader(field.Bytes);
            while (tensor.Read(out var part))
            {
                if (part.Number == ElementTypeField)
                    elementType = (OnnxElementType)part.Integer;
                else if (part.Number == ShapeField)
                    shape = ReadShape(part.Bytes);
            }
        }
        return (elementType, shape);
    }

    private static List<long> ReadShape(ReadOnlyMemory<byte> shape)
    {
        var sizes = new List<long>();
        var reader = new ProtobufReader(shape);
        while (reader.Read(out var field))
        {
            if (field.Number != DimensionField)
                continue;
            long size = AnySize;
            var dimension = new ProtobufReader(field.Bytes);
            while (dimension.Read(out var part))
            {
                if (part.Number == SizeField)
                    size = part.Integer;
            }
            sizes.Add(size);
        }
        return sizes;
    }
}

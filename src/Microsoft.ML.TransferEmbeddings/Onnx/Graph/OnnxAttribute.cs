using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A setting of an operator (AttributeProto), of the kinds that something here reads.</summary>
internal sealed class OnnxAttribute
{
    private const int NameField = 1, FloatField = 2, IntegerField = 3, TensorField = 5, GraphField = 6, IntegersField = 8, GraphsField = 11, TypeField = 20;
    private const long IntegerType = 2;

    private readonly List<long> integers = [];
    private readonly List<ReadOnlyMemory<byte>> graphs = [];

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxAttribute(ReadOnlyMemory<byte> content)
    {
        var reader = new WireReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case NameField:
                    Name = WireReader.ReadString(field);
                    break;
                case FloatField when field.Type == WireType.Fixed32:
                    Float = BinaryPrimitives.ReadSingleLittleEndian(field.Content.Span);
                    break;
                case IntegerField:
                    Integer = field.Integer;
                    break;
                case TensorField:
                    Tensor = new OnnxTensor(field.Bytes);
                    break;
                case GraphField or GraphsField:
                    graphs.Add(field.Bytes);
                    break;
                case IntegersField:
                    WireReader.ReadIntegers(field, integers);
                    break;
            }
        }
    }

    public string Name { get; } = "";

    public float? Float { get; }

    public long? Integer { get; }

    public OnnxTensor? Tensor { get; }

    public IReadOnlyList<long> Integers => integers;

    /// <summary>Graphs inside of the operator: the branches of an If, the body of a Loop.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Graphs => graphs;

    public static ReadOnlyMemory<byte> Create(string name, long value)
    {
        var writer = new WireWriter();
        writer.Write(NameField, name);
        writer.Write(IntegerField, value);
        writer.Write(TypeField, IntegerType);
        return writer.Written;
    }
}

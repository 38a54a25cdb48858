using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A constant tensor (TensorProto). Immutable; its values are read from the file when they are asked for.</summary>
internal sealed class OnnxTensor
{
    private const int DimensionsField = 1, TypeField = 2, FloatDataField = 4, Int32DataField = 5, NameField = 8, RawDataField = 9, LocationField = 14;
    private const long ExternalLocation = 1;

    private readonly List<long> dimensions = [];

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxTensor(ReadOnlyMemory<byte> content)
    {
        Content = content;
        var reader = new WireReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case DimensionsField:
                    WireReader.ReadIntegers(field, dimensions);
                    break;
                case TypeField:
                    ElementType = (OnnxElementType)field.Integer;
                    break;
                case NameField:
                    Name = WireReader.ReadString(field);
                    break;
                case LocationField:
                    IsExternal = field.Integer == ExternalLocation;
                    break;
            }
        }
    }

    public OnnxTensor(string name, OnnxElementType type, ReadOnlySpan<long> dimensions, ReadOnlySpan<byte> values)
        : this(Create(name, type, dimensions, values))
    {
    }

    public ReadOnlyMemory<byte> Content { get; }

    public string Name { get; } = "";

    public OnnxElementType ElementType { get; }

    public IReadOnlyList<long> Dimensions => dimensions;

    /// <summary>Whether the values lie in a file beside the graph's.</summary>
    public bool IsExternal { get; }

    /// <summary>The values of a tensor of Float or Float16, row by row.</summary>
    /// <exception cref="FormatException">There are not as many as the shape says.</exception>
    public float[] ReadFloats()
    {
        // The data first: memory is taken for what is there, never for what a shape claims.
        ReadOnlyMemory<byte> raw = default;
        var unpacked = new List<float>();
        var reader = new WireReader(Content);
        while (reader.Read(out var field))
        {
            if (field.Number == RawDataField || (field.Number == FloatDataField && field.Type == WireType.Bytes))
                raw = field.Bytes;
            else if (field.Number == FloatDataField && field.Type == WireType.Fixed32)
                unpacked.Add(MemoryMarshal.Read<float>(field.Content.Span));
            else if (field.Number == Int32DataField && ElementType == OnnxElementType.Float16)
                AddHalves(field, unpacked);
        }

        long count = raw.Length > 0 ? raw.Length / ElementSize : unpacked.Count;
        Int128 expected = dimensions.Aggregate(Int128.One, (product, size) => size is >= 0 and <= int.MaxValue && product <= int.MaxValue ? product * size : -1);
        if (expected != count || raw.Length % ElementSize != 0)
            throw new FormatException($"tensor '{Name}' of shape [{string.Join(", ", dimensions)}] has {count:N0} values");
        if (raw.Length == 0)
            return [.. unpacked];
        if (ElementType == OnnxElementType.Float)
            return MemoryMarshal.Cast<byte, float>(raw.Span).ToArray();
        var floats = new float[count];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(raw.Span), floats);
        return floats;
    }

    private int ElementSize => ElementType switch
    {
        OnnxElementType.Float => sizeof(float),
        OnnxElementType.Float16 => sizeof(ushort),
        _ => throw new NotSupportedException($"Tensor '{Name}' is of type {ElementType}; Float and Float16 are read."),
    };

    private static void AddHalves(WireField field, List<float> values)
    {
        var bits = new List<long>();
        WireReader.ReadIntegers(field, bits);
        foreach (long half in bits)
            values.Add((float)BitConverter.UInt16BitsToHalf((ushort)half));
    }

    private static ReadOnlyMemory<byte> Create(string name, OnnxElementType type, ReadOnlySpan<long> dimensions, ReadOnlySpan<byte> values)
    {
        var writer = new WireWriter(values.Length + 256);
        foreach (long size in dimensions)
            writer.Write(DimensionsField, size);
        writer.Write(TypeField, (long)type);
        writer.Write(NameField, name);
        writer.Write(RawDataField, values);
        return writer.Written;
    }
}

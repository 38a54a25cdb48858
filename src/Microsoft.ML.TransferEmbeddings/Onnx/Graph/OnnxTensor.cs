using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Files.Protobuf;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A constant tensor (TensorProto). Immutable; its values are a slice of the file and are converted when they are asked for.</summary>
internal sealed class OnnxTensor
{
    private const int DimensionsField = 1, TypeField = 2, FloatDataField = 4, Int32DataField = 5, Int64DataField = 7, NameField = 8, RawDataField = 9, ExternalDataField = 13, LocationField = 14;
    private const int ExternalLocation = 1;

    /// <summary>More than any library's tensors have.</summary>
    private const int MostDimensions = 64;

    private readonly long[] dimensions;

    /// <summary>The message but for <see cref="values"/> that were given to a constructor.</summary>
    private readonly ReadOnlyMemory<byte> content;

    private readonly ReadOnlyMemory<byte>? values;

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxTensor(ReadOnlyMemory<byte> content)
    {
        this.content = content;
        Span<long> sizes = stackalloc long[MostDimensions];
        int rank = 0;
        List<ReadOnlyMemory<byte>>? external = null;
        bool isExternal = false;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case DimensionsField:
                    foreach (long size in field.ReadIntegers())
                    {
                        if (rank == MostDimensions)
                            throw new FormatException($"a tensor has more than {MostDimensions} dimensions");
                        sizes[rank++] = size;
                    }
                    break;
                case TypeField:
                    ElementType = (OnnxElementType)field.Integer;
                    break;
                case NameField:
                    Name = field.Text;
                    break;
                case ExternalDataField:
                    (external ??= []).Add(field.Bytes);
                    break;
                case LocationField:
                    // As other readers do, which cut an enumeration to 32 bits.
                    isExternal = (int)field.Integer == ExternalLocation;
                    break;
            }
        }
        dimensions = sizes[..rank].ToArray();
        if (isExternal)
            External = OnnxExternalData.Read(external ?? []);
    }

    /// <param name="name">The tensor's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="dimensions">Its shape.</param>
    /// <param name="values">The values, as the format stores them. They are not copied.</param>
    public OnnxTensor(string name, OnnxElementType type, long[] dimensions, ReadOnlyMemory<byte> values)
    {
        Name = name;
        ElementType = type;
        this.dimensions = dimensions;
        this.values = values;
        var message = new ProtobufMessage();
        foreach (long size in dimensions)
            message.Add(DimensionsField, size);
        message.Add(TypeField, (long)type);
        message.Add(NameField, name);
        content = message.ToArray();
    }

    /// <summary>A list of whole numbers.</summary>
    public OnnxTensor(string name, long[] values)
        : this(name, OnnxElementType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray())
    {
    }

    private OnnxTensor(OnnxTensor other, ReadOnlyMemory<byte> values)
    {
        Name = other.Name;
        ElementType = other.ElementType;
        dimensions = other.dimensions;
        this.values = values;
        var message = new ProtobufMessage();
        var reader = new ProtobufReader(other.content);
        while (reader.Read(out var field))
        {
            if (field.Number is not (ExternalDataField or LocationField or RawDataField))
                message.AddRaw(field.Raw);
        }
        content = message.ToArray();
    }

    public string Name { get; } = "";

    public OnnxElementType ElementType { get; }

    public IReadOnlyList<long> Dimensions => dimensions;

    /// <summary>Where the values lie that are in a file beside the graph's; null for those in the graph.</summary>
    public OnnxExternalData? External { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length => content.Length + (values?.Length ?? 0);

    /// <summary>The same tensor with its values in the graph.</summary>
    /// <param name="inside">The values, as the format stores them. They are not copied.</param>
    public OnnxTensor With(ReadOnlyMemory<byte> inside) => new(this, inside);

    /// <summary>The values of a tensor of Float or Float16, row by row.</summary>
    /// <exception cref="FormatException">There are not as many as the shape says.</exception>
    public float[] ReadFloats()
    {
        // Memory is taken for what is there, never for what a shape claims.
        var raw = RawValues();
        long count = raw.Length > 0 ? raw.Length / ElementSize : ListedValues().LongCount();
        if (ValueCount != count || raw.Length % ElementSize != 0)
            throw WrongCount(count);
        if (raw.Length > 0 && ElementType == OnnxElementType.Float)
            return MemoryMarshal.Cast<byte, float>(raw.Span).ToArray();

        var floats = new float[count];
        if (raw.Length > 0)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(raw.Span), floats);
            return floats;
        }
        int i = 0;
        foreach (float value in ListedValues())
            floats[i++] = value;
        return floats;
    }

    /// <summary>The values of a tensor of whole numbers, row by row, those of Bool as 0 and 1; none of another.</summary>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public IReadOnlyList<long> ReadIntegers()
    {
        if (IntegerSize is not { } size)
            return [];
        var raw = Raw();
        if (raw.Length == 0)
            return [.. ListedIntegers()];
        long[] integers = new long[raw.Length / size];
        for (int i = 0; i < integers.Length; i++)
            integers[i] = IntegerAt(raw.Span[(i * size)..]);
        return integers;
    }

    /// <summary>The values of a tensor of whole numbers, as many as its shape says.</summary>
    /// <exception cref="FormatException">There are more or fewer.</exception>
    /// <exception cref="NotSupportedException">They are no whole numbers.</exception>
    public long[] RequireIntegers()
    {
        int size = IntegerSize ?? throw new NotSupportedException($"Tensor '{Name}' is of type {ElementType}; whole numbers are expected.");
        var integers = ReadIntegers();
        return ValueCount == integers.Count && Raw().Length % size == 0 ? [.. integers] : throw WrongCount(integers.Count);
    }

    /// <summary>NaN where a value is NaN, or else infinity where one is infinite; null where all are finite, or the type has neither.</summary>
    public double? FindNonFinite()
    {
        var raw = RawValues().Span;
        return ElementType switch
        {
            OnnxElementType.Float or OnnxElementType.Float16 when raw.IsEmpty => NonFiniteValue.FindSingle(MemoryMarshal.AsBytes<float>(ListedValues().ToArray())),
            OnnxElementType.Float => NonFiniteValue.FindSingle(raw),
            OnnxElementType.Float16 => NonFiniteValue.FindHalf(raw),
            OnnxElementType.BFloat16 => NonFiniteValue.FindBFloat16(raw),
            OnnxElementType.Double => NonFiniteValue.FindDouble(raw),
            _ => null,
        };
    }

    public void WriteTo(ProtobufMessage parent, int field)
    {
        if (values is not { } inside)
        {
            parent.Add(field, content);
            return;
        }
        var message = new ProtobufMessage(content);
        message.Add(RawDataField, inside);
        parent.Add(field, message);
    }

    /// <summary>As many values as the shape says; negative for a shape that no tensor has.</summary>
    private Int128 ValueCount => dimensions.Aggregate(Int128.One, (product, size) => size is >= 0 and <= int.MaxValue && product <= int.MaxValue ? product * size : -1);

    private int ElementSize => ElementType switch
    {
        OnnxElementType.Float => sizeof(float),
        OnnxElementType.Float16 => sizeof(ushort),
        _ => throw new NotSupportedException($"Tensor '{Name}' is of type {ElementType}; Float and Float16 are read."),
    };

    private int? IntegerSize => ElementType switch
    {
        OnnxElementType.Bool or OnnxElementType.UInt8 or OnnxElementType.Int8 => sizeof(byte),
        OnnxElementType.UInt16 or OnnxElementType.Int16 => sizeof(short),
        OnnxElementType.UInt32 or OnnxElementType.Int32 => sizeof(int),
        OnnxElementType.Int64 => sizeof(long),
        _ => null,
    };

    /// <summary>The values as bytes, which a packed list of floats is too.</summary>
    private ReadOnlyMemory<byte> RawValues() => Raw(field => field.Number == FloatDataField && field.Type == ProtobufWireType.Bytes);

    private ReadOnlyMemory<byte> Raw(Predicate<ProtobufField>? isRaw = null)
    {
        var raw = values ?? default;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number == RawDataField || isRaw?.Invoke(field) == true)
                raw = field.Bytes;
        }
        return raw;
    }

    private long IntegerAt(ReadOnlySpan<byte> bytes) => ElementType switch
    {
        OnnxElementType.Int8 => (sbyte)bytes[0],
        OnnxElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        OnnxElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => bytes[0],
    };

    private IEnumerable<long> ListedIntegers()
    {
        int listed = ElementType == OnnxElementType.Int64 ? Int64DataField : Int32DataField;
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number != listed)
                continue;
            foreach (long value in field.ReadIntegers())
                yield return value;
        }
    }

    private FormatException WrongCount(long count) => new($"tensor '{Name}' of shape [{string.Join(", ", dimensions)}] has {count:N0} values");

    /// <summary>The values that are listed one by one; those of Float16 as whole numbers that have their bits.</summary>
    private IEnumerable<float> ListedValues()
    {
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number == FloatDataField && field.Type == ProtobufWireType.Fixed32)
                yield return field.Single;
            else if (field.Number == Int32DataField && ElementType == OnnxElementType.Float16)
            {
                foreach (long bits in field.ReadIntegers())
                    yield return (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            }
        }
    }
}

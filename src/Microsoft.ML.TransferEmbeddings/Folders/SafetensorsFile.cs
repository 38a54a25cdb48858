using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Folders;

/// <summary>
/// Reads and writes the safetensors format: eight bytes with the header's length, a JSON header that names type, shape and place of every
/// tensor, then the data, all of it a tensor's and no byte that of two (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal static class SafetensorsFile
{
    private const string MetadataName = "__metadata__";

    private const int LengthBytes = sizeof(ulong);

    /// <summary>More than any library's tensors have.</summary>
    private const int MostDimensions = 64;

    /// <summary>Bytes of the shortest entry of a header: no more tensors are expected than fit.</summary>
    private const int ShortestEntry = 48;

    /// <summary>The types whose size is known; others are passed on as they are.</summary>
    private static readonly (string Name, int Bytes)[] Types =
    [
        ("F32", 4), ("F16", 2), ("BF16", 2), ("I8", 1), ("F64", 8), ("I64", 8), ("I32", 4), ("I16", 2),
        ("U8", 1), ("U16", 2), ("U32", 4), ("U64", 8), ("BOOL", 1), ("F8_E4M3", 1), ("F8_E5M2", 1),
    ];

    /// <param name="file">The file's content, which the tensors are slices of.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or has a value that is NaN or infinite.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            if (file.Length < LengthBytes)
                throw new FormatException($"it has {file.Length} bytes, less than the format's first field");
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
            if (headerLength > (ulong)(file.Length - LengthBytes))
                throw new FormatException($"its header claims {headerLength:N0} bytes and the file has {file.Length:N0}");
            var tensors = ReadHeader(file.Slice(LengthBytes, (int)headerLength).Span, file[(LengthBytes + (int)headerLength)..]);
            foreach (var tensor in tensors.Values)
                RequireFinite(tensor, fileName);
            return tensors;
        }
        catch (FormatException e)
        {
            throw Damaged(fileName, e.Message, e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Damaged(fileName, $"its header can't be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static void RequireFinite(Tensor tensor, string fileName)
    {
        double? other = tensor.ElementType switch
        {
            "F32" => NonFiniteValue.FindSingle(tensor.Data.Span),
            "F16" => NonFiniteValue.FindHalf(tensor.Data.Span),
            "BF16" => NonFiniteValue.FindBFloat16(tensor.Data.Span),
            "F64" => NonFiniteValue.FindDouble(tensor.Data.Span),
            _ => null,
        };
        if (other is { } value)
            throw new InvalidDataException($"'{fileName}' has {value.ToString(CultureInfo.InvariantCulture)} in its tensor '{Show(tensor.Name)}', and vectors would have it too. Download or copy the file again; if it was made in half precision, use the one in single precision.");
    }

    /// <summary>What the header says beside the tensors, by name; empty where it says nothing.</summary>
    /// <param name="file">A file that <see cref="Read"/> takes.</param>
    public static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlyMemory<byte> file)
    {
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        var header = JsonNode.Parse(file.Span.Slice(LengthBytes, headerLength));
        return header?[MetadataName] is JsonObject entries
            ? entries.Where(entry => entry.Value?.GetValueKind() == JsonValueKind.String).ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>())
            : new Dictionary<string, string>();
    }

    /// <summary>The tensors in their order; the data begins at a multiple of eight bytes.</summary>
    public static byte[] Write(params IReadOnlyList<Tensor> tensors) => Write(new Dictionary<string, string>(), tensors);

    /// <inheritdoc cref="Write(IReadOnlyList{Tensor})"/>
    public static byte[] Write(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor> tensors)
    {
        var header = new JsonObject();
        if (metadata.Count > 0)
            header[MetadataName] = new JsonObject(metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));
        long end = 0;
        foreach (var tensor in tensors)
        {
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = tensor.ElementType,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(end, end += tensor.Data.Length),
            };
        }
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        int headerLength = (json.Length + LengthBytes - 1) / LengthBytes * LengthBytes;
        var file = new byte[LengthBytes + headerLength + end];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)headerLength);
        file.AsSpan(LengthBytes, headerLength).Fill((byte)' ');
        json.CopyTo(file.AsSpan(LengthBytes));
        long place = LengthBytes + headerLength;
        foreach (var tensor in tensors)
        {
            tensor.Data.Span.CopyTo(file.AsSpan((int)place));
            place += tensor.Data.Length;
        }
        return file;
    }

    private static Dictionary<string, Tensor> ReadHeader(ReadOnlySpan<byte> header, ReadOnlyMemory<byte> data)
    {
        int most = header.Length / ShortestEntry;
        var tensors = new Dictionary<string, Tensor>(most);
        var places = new List<(long Start, long End)>(most);
        var sizes = new List<long>();
        var json = new Utf8JsonReader(header);
        Expect(ref json, JsonTokenType.StartObject);
        while (ReadField(ref json))
        {
            if (json.ValueTextEquals(MetadataName))
            {
                json.Skip();
                continue;
            }
            string name = json.GetString()!;
            var tensor = ReadTensor(ref json, name, data, sizes, out var place);
            if (!tensors.TryAdd(name, tensor))
                throw new FormatException($"it has two tensors '{Show(name)}'");
            places.Add(place);
        }
        // Only white space may follow.
        json.Read();
        CheckPlaces(places, data.Length);
        return tensors;
    }

    private static Tensor ReadTensor(ref Utf8JsonReader json, string name, ReadOnlyMemory<byte> data, List<long> sizes, out (long Start, long End) place)
    {
        (string Name, int Bytes)? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (ReadField(ref json))
        {
            if (json.ValueTextEquals("dtype"))
                type = ReadType(ref json);
            else if (json.ValueTextEquals("shape"))
                shape = ReadNumbers(ref json, sizes);
            else if (json.ValueTextEquals("data_offsets"))
                offsets = ReadNumbers(ref json, sizes);
            else
                json.Skip();
        }
        if (type is not var (typeName, bytes) || shape is null || offsets is not [var start, var end])
            throw new FormatException($"tensor '{Show(name)}' lacks one of dtype, shape and two data_offsets");
        if (start < 0 || end < start || end > data.Length)
            throw new FormatException($"tensor '{Show(name)}' lies at {start:N0} to {end:N0} and the file has {data.Length:N0} bytes of data");
        if (bytes > 0 && LengthOf(shape, bytes) != end - start)
            throw new FormatException($"tensor '{Show(name)}' of type {typeName} and shape [{string.Join(", ", shape)}] has {end - start:N0} bytes");
        place = (start, end);
        return new Tensor(name, typeName, shape, data[(int)start..(int)end]);
    }

    private static (string Name, int Bytes) ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        foreach (var type in Types)
        {
            if (json.ValueTextEquals(type.Name))
                return type;
        }
        return (Show(json.GetString()!), 0);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader json, List<long> numbers)
    {
        numbers.Clear();
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == MostDimensions)
                throw new FormatException($"its header has a list of more than {MostDimensions} numbers");
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number))
                throw new FormatException($"its header has {json.TokenType} where a whole number was expected");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>The bytes of a tensor; negative where they can't be in a file.</summary>
    private static Int128 LengthOf(long[] shape, int bytes)
    {
        Int128 length = bytes;
        foreach (long size in shape)
        {
            length *= size;
            if (size < 0 || length > long.MaxValue)
                return -1;
        }
        return length;
    }

    /// <summary>What overlaps could be made large out of little, and what lies between tensors is of a file that was cut or put together.</summary>
    private static void CheckPlaces(List<(long Start, long End)> places, long length)
    {
        places.Sort();
        long end = 0;
        foreach (var place in places)
        {
            if (place.Start != end)
                throw new FormatException($"its tensors {(place.Start < end ? "overlap" : "have a gap")} at {Math.Min(place.Start, end):N0} bytes of data");
            end = place.End;
        }
        if (end != length)
            throw new FormatException($"its tensors end at {end:N0} bytes of data and the file has {length:N0}");
    }

    /// <summary>Goes to the next name of an object.</summary>
    private static bool ReadField(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        json.Read();
        if (json.TokenType != type)
            throw new FormatException($"its header has {json.TokenType} where {type} was expected");
    }

    /// <summary>A name as a message shows it; a damaged file's may be long.</summary>
    private static string Show(string name) => name.Length > 60 ? $"{name[..60]}…" : name;

    private static InvalidDataException Damaged(string fileName, string reason, Exception inner) =>
        new($"'{fileName}' is not a whole safetensors file: {reason}. Download or copy the file again.", inner);
}

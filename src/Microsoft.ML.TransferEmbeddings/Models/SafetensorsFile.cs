using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Models;

/// <summary>
/// Reads and writes the safetensors format: eight bytes with the header's length, a JSON header that names type, shape and place of every
/// tensor, then the data (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal static class SafetensorsFile
{
    private const int LengthBytes = sizeof(ulong);

    public static IReadOnlyDictionary<string, Tensor> Read(ReadOnlyMemory<byte> file, string fileName)
    {
        if (file.Length < LengthBytes)
            throw Damaged(fileName, $"it has {file.Length} bytes, less than the format's first field");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerLength > (ulong)(file.Length - LengthBytes))
            throw Damaged(fileName, $"its header claims {headerLength:N0} bytes and the file has {file.Length:N0}");

        var data = file[(LengthBytes + (int)headerLength)..];
        try
        {
            using var header = JsonDocument.Parse(file.Slice(LengthBytes, (int)headerLength));
            return header.RootElement.EnumerateObject()
                .Where(entry => entry.Name != "__metadata__")
                .Select(entry => ReadTensor(entry, data, fileName))
                .ToDictionary(tensor => tensor.Name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(fileName, $"its header can't be read ({e.Message})", e);
        }
    }

    /// <summary>The tensors in their order; the data begins at a multiple of eight bytes.</summary>
    public static byte[] Write(params IReadOnlyList<Tensor> tensors)
    {
        var header = new JsonObject();
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

    private static Tensor ReadTensor(JsonProperty entry, ReadOnlyMemory<byte> data, string fileName)
    {
        string type = entry.Value.GetProperty("dtype").GetString() ?? "";
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = entry.Value.GetProperty("data_offsets");
        long start = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        if (start < 0 || end < start || end > data.Length)
            throw Damaged(fileName, $"tensor '{entry.Name}' lies at {start:N0} to {end:N0} and the file has {data.Length:N0} bytes of data");
        Int128 expected = shape.Aggregate((Int128)BytesOf(type), (product, size) => product * size);
        if (shape.Any(size => size < 0) || (expected > 0 && expected != end - start))
            throw Damaged(fileName, $"tensor '{entry.Name}' of type {type} and shape [{string.Join(", ", shape)}] has {end - start:N0} bytes");
        return new Tensor(entry.Name, type, shape, data[(int)start..(int)end]);
    }

    /// <summary>Zero for types that nothing here reads; their sizes go unchecked.</summary>
    private static int BytesOf(string type) => type switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" or "I16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };

    private static InvalidDataException Damaged(string fileName, string reason, Exception? inner = null) =>
        new($"'{fileName}' is not a whole safetensors file: {reason}. Download or copy the file again.", inner);
}

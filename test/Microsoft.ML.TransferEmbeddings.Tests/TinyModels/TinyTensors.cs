using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>Writes safetensors files.</summary>
internal static class TinyTensors
{
    public static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
    }

    public static (string Name, string Type, int[] Shape, byte[] Data) Singles(string name, float[] values, params int[] shape) =>
        (name, "F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static void Write(string path, params (string Name, string Type, int[] Shape, byte[] Data)[] tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        int start = 0;
        foreach (var (name, type, shape, data) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(start, start += data.Length),
            };
        }
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. length, .. json, .. tensors.SelectMany(tensor => tensor.Data)]);
    }
}

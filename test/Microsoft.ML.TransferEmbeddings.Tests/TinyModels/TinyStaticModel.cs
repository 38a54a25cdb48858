using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A Model2Vec folder of a few kilobytes with random rows.</summary>
internal static class TinyStaticModel
{
    public const int Dimension = 8;

    /// <param name="folder">Where the model's files go; it is created.</param>
    /// <param name="seed">Other vectors for other seeds.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="normalize">What config.json says.</param>
    /// <param name="type">F32, F16 or I8; all values are whole numbers, so that the three hold the same.</param>
    /// <param name="dimension">Length of a row.</param>
    public static string Write(string folder, int seed = 1, int? rows = null, bool normalize = true, string type = "F32", int dimension = Dimension)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        int count = rows ?? TinyVocabulary.Pieces.Length;
        int[] values = [.. Enumerable.Range(0, count * dimension).Select(_ => random.Next(-127, 128))];
        byte[] data = type switch
        {
            "F32" => [.. MemoryMarshal.AsBytes<float>(values.Select(value => (float)value).ToArray())],
            "F16" => [.. MemoryMarshal.AsBytes<Half>(values.Select(value => (Half)value).ToArray())],
            _ => [.. values.Select(value => (byte)(sbyte)value)],
        };
        var header = new JsonObject
        {
            ["embeddings"] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray(count, dimension), ["data_offsets"] = new JsonArray(0, data.Length) },
        };
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), [.. length, .. json, .. data]);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TinyVocabulary.TokenizerJson().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "config.json"), new JsonObject { ["model_type"] = "model2vec", ["normalize"] = normalize }.ToJsonString());
        return folder;
    }
}

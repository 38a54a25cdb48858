using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A Model2Vec folder of a few kilobytes with random rows.</summary>
internal static class TinyStaticModel
{
    public const int Dimension = 8;

    public static string Write(string folder, int seed = 1, int? rows = null, bool normalize = true)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        int count = rows ?? TinyVocabulary.Pieces.Length;
        float[] values = [.. Enumerable.Range(0, count * Dimension).Select(_ => (float)(2 * random.NextDouble() - 1))];
        var header = new JsonObject
        {
            ["embeddings"] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray(count, Dimension), ["data_offsets"] = new JsonArray(0, 4 * values.Length) },
        };
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), [.. length, .. json, .. MemoryMarshal.AsBytes(values.AsSpan())]);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TinyVocabulary.TokenizerJson().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "config.json"), new JsonObject { ["model_type"] = "model2vec", ["normalize"] = normalize }.ToJsonString());
        return folder;
    }
}

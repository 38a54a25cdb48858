using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A Model2Vec folder of a few kilobytes with random rows.</summary>
internal static class TinyStaticModel
{
    public const int Dimension = 8;

    /// <param name="folder">Where the model's files go; it is created.</param>
    /// <param name="seed">Other rows for other seeds.</param>
    /// <param name="rows">Rows of the table; one an id unless told otherwise.</param>
    /// <param name="normalize">What config.json says of normalization.</param>
    /// <param name="type">The type of the rows: F32, F16, BF16 or I8.</param>
    /// <param name="sharedRows">Whether the vocabulary is quantized: half as many rows as ids, and a factor an id.</param>
    public static string Write(string folder, int seed = 1, int? rows = null, bool normalize = true, string type = "F32", bool sharedRows = false)
    {
        Directory.CreateDirectory(folder);
        int ids = rows ?? TinyVocabulary.Pieces.Length, count = sharedRows ? (ids + 1) / 2 : ids;
        float[] values = Rows(seed, count, type);
        var table = ("embeddings", type, new[] { count, Dimension }, Bytes(values, type));
        if (sharedRows)
        {
            TinyTensors.Write(
                Path.Combine(folder, "model.safetensors"),
                ("weights", "F64", [ids], MemoryMarshal.AsBytes<double>(Enumerable.Range(0, ids).Select(FactorOf).ToArray()).ToArray()),
                table,
                ("mapping", "I32", [ids], MemoryMarshal.AsBytes<int>(Enumerable.Range(0, ids).Select(RowOf).ToArray()).ToArray()));
        }
        else
        {
            TinyTensors.Write(Path.Combine(folder, "model.safetensors"), table);
        }
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TinyVocabulary.TokenizerJson().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "config.json"), new JsonObject { ["model_type"] = "model2vec", ["normalize"] = normalize }.ToJsonString());
        return folder;
    }

    /// <summary>The rows that <see cref="Write"/> writes, as they are read back.</summary>
    public static float[] Rows(int seed, int count, string type) => Array.ConvertAll(TinyTensors.Random(seed, count * Dimension), value => type switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000),
        "I8" => MathF.Round(100 * value),
        _ => value,
    });

    public static int RowOf(int id) => id / 2;

    public static double FactorOf(int id) => 1 + id / 64.0;

    private static byte[] Bytes(float[] values, string type) => type switch
    {
        "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))).ToArray(),
        "I8" => Array.ConvertAll(values, value => (byte)(sbyte)value),
        _ => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };
}

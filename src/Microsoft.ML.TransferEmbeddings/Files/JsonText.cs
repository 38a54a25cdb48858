using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>JSON nodes as bytes, without the serializer: a trimmed program has none that works by reflection.</summary>
internal static class JsonText
{
    /// <summary>For files that people read.</summary>
    public static byte[] Indented(JsonObject json) => Write(json, new JsonWriterOptions { Indented = true, NewLine = "\n" });

    /// <summary>Letters of all scripts as they are.</summary>
    public static byte[] Relaxed(JsonObject json) => Write(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static byte[] Write(JsonObject json, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options))
            json.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}

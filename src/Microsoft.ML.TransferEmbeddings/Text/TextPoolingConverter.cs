using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A pooling by its name.</summary>
internal sealed class TextPoolingConverter : JsonConverter<TextPooling>
{
    public override TextPooling Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return TextPooling.Parse(reader.GetString()!);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, TextPooling value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

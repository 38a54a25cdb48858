using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>
/// The values of columns as those of Milvus, which has neither times nor ids: a time is the number of microseconds since 1970, an id a text. Both keep their order.
/// </summary>
internal static class MilvusValue
{
    /// <returns>A text, texts, a vector, a number or a Boolean.</returns>
    public static object ToMilvus(object value) => value switch
    {
        DateTime time => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        DateTimeOffset time => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        Guid id => id.ToString(),
        _ => value,
    };

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value is null ? null : ToMilvus(value))
        {
            case string text: writer.WriteStringValue(text); break;
            case bool isTrue: writer.WriteBooleanValue(isTrue); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case float number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case float[] vector:
                writer.WriteStartArray();
                foreach (float number in vector)
                    writer.WriteNumberValue(number);
                writer.WriteEndArray();
                break;
            case string[] texts:
                writer.WriteStartArray();
                foreach (string text in texts)
                    writer.WriteStringValue(text);
                writer.WriteEndArray();
                break;
            default: writer.WriteNullValue(); break;
        }
    }

    public static object Read(JsonElement value, Type type)
    {
        if (type == typeof(string))
            return value.GetString()!;
        if (type == typeof(bool))
            return value.GetBoolean();
        if (type == typeof(int))
            return checked((int)ReadInteger(value));
        if (type == typeof(long))
            return ReadInteger(value);
        if (type == typeof(float))
            return value.GetSingle();
        if (type == typeof(double))
            return value.GetDouble();
        if (type == typeof(DateTime))
            return new DateTime(ReadTicks(value), DateTimeKind.Unspecified);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(ReadTicks(value), TimeSpan.Zero);
        if (type == typeof(Guid))
            return Guid.Parse(value.GetString()!);
        return type == typeof(float[])
            ? value.EnumerateArray().Select(number => number.GetSingle()).ToArray()
            : value.EnumerateArray().Select(text => text.GetString()!).ToArray();
    }

    private static long ReadTicks(JsonElement value) => checked(DateTime.UnixEpoch.Ticks + (ReadInteger(value) * TimeSpan.TicksPerMicrosecond));

    /// <summary>A server that doesn't know the header that asks for numbers gives texts.</summary>
    private static long ReadInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : value.GetInt64();
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>What all text encoders have: a tokenizer, a prompt, a most of tokens.</summary>
internal abstract class TextEncoderDefinition(string kind, JsonObject settings, IReadOnlyList<ModelPart> parts) : EncoderDefinition(kind, settings, parts)
{
    protected static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // A setting that is not known here would be missing in the vectors.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new TextPoolingConverter() },
    };

    public abstract ITextTokenizer Tokenizer { get; }

    /// <summary>What stands before every text; empty for nothing.</summary>
    public abstract string Prompt { get; }

    /// <summary>Tokens of a text that count; null for all.</summary>
    public abstract int? MaxTokens { get; }

    /// <summary>Not used where the graph gives text vectors.</summary>
    public abstract TextPooling Pooling { get; }

    /// <summary>What happens behind the pooling.</summary>
    public abstract VectorSettings Vector { get; }

    /// <summary>What happens to a text with more tokens.</summary>
    public abstract LongText LongText { get; }

    /// <summary>The type of the weights.</summary>
    public abstract string Precision { get; }

    /// <summary>The same model with another prompt; tokenizer and weights are shared.</summary>
    public abstract TextEncoderDefinition WithPrompt(string prompt);

    protected static JsonObject ToJson<TSettings>(TSettings settings) => JsonSerializer.SerializeToNode(settings, Json)!.AsObject();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The settings of the zip are not what was written.</exception>
    protected static TSettings FromJson<TSettings>(JsonObject settings)
    {
        try
        {
            return settings.Deserialize<TSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"The model zip is damaged: the settings of its text encoder can't be read ({e.Message}). Copy or save the zip again.", e);
        }
    }

    private sealed class TextPoolingConverter : JsonConverter<TextPooling>
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
}

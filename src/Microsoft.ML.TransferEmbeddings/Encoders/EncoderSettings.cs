using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Writes and reads the settings of every kind of encoder. Names are in camel case, values of enumerations are names. A setting with its declared default (of a
/// constructor's parameter, or of a property in a new object) is left out, so that a later version can add one without changing the fingerprint of models that do
/// not use it. Reading is strict, because ignoring an unknown setting would give other vectors. What is saved with the settings and decides no vector, such as evidence
/// of the model that made it, has a name that begins with an underscore in JSON, and is not part of the fingerprint.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class EncoderSettings
{
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveDefaultsOut } },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Writes settings.</summary>
    /// <param name="settings">A record or a class with the settings that determine the vectors.</param>
    /// <typeparam name="TSettings">Type of the settings, as <see cref="FromJson"/> reads it.</typeparam>
    /// <returns>The settings without those that have their default.</returns>
    public static JsonObject ToJson<TSettings>(TSettings settings)
        where TSettings : notnull => JsonSerializer.SerializeToNode(settings, Json)!.AsObject();

    /// <summary>Reads settings that <see cref="ToJson"/> wrote, in this version or an earlier one.</summary>
    /// <param name="settings">The settings.</param>
    /// <typeparam name="TSettings">Type of the settings that were written.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    /// <exception cref="InvalidDataException">A setting is unknown, missing or has a wrong value; the message names it.</exception>
    public static TSettings FromJson<TSettings>(JsonObject settings)
        where TSettings : notnull
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return settings.Deserialize<TSettings>(Json)!;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"The settings of the saved encoder can't be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. The model zip is damaged, or a newer version of the package wrote it. Copy or save the zip again, or update the package.",
                e);
        }
    }

    private static void LeaveDefaultsOut(JsonTypeInfo type)
    {
        object? defaults = type.Kind == JsonTypeInfoKind.Object ? type.CreateObject?.Invoke() : null;
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: true } parameter)
                property.ShouldSerialize = IsNot(parameter.DefaultValue);
            else if (defaults is not null && !property.IsRequired && property.Get is { } get)
                property.ShouldSerialize = IsNot(get(defaults));
        }

        static Func<object, object?, bool> IsNot(object? value) => (_, other) => !Equals(value, other);
    }
}

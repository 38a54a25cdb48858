using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// How the settings of every kind of encoder are written and read. Names are in camel case, enumerations by name. A setting that has its declared default (of a
/// constructor's parameter, or of a property in a new object) is left out, so that a later version can add one without changing the fingerprint of a model that
/// does not use it. Reading is strict: an unknown setting would be missing in the vectors.
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
    /// <param name="settings">A record or a class whose values make the vectors; parameters and properties with a default may be left out of the result.</param>
    /// <typeparam name="TSettings">The type that <see cref="FromJson"/> reads.</typeparam>
    public static JsonObject ToJson<TSettings>(TSettings settings)
        where TSettings : notnull => JsonSerializer.SerializeToNode(settings, Json)!.AsObject();

    /// <summary>Reads what <see cref="ToJson"/> wrote, in this version or an earlier one.</summary>
    /// <param name="settings">The settings.</param>
    /// <typeparam name="TSettings">The type that was written.</typeparam>
    /// <exception cref="InvalidDataException">A setting is not known, is missing or has a wrong value; the message names it.</exception>
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
                $"The settings of the saved encoder can't be read: {e.Message.TrimEnd('.')}. The model zip is damaged, or a newer version of the package wrote it. Copy or save the zip again, or update the package.",
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

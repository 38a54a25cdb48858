using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads the <c>pattern</c> of <c>Replace</c> and <c>Split</c>: a text or a regular expression.</summary>
internal static class PatternReader
{
    private const string RegexField = "Regex";

    /// <summary>Refuses a file whose regular expressions together are longer than one may be: each takes far more memory than what is written for it.</summary>
    /// <exception cref="NotSupportedException">They are.</exception>
    public static void CheckLength(params ReadOnlySpan<JsonComponent> components)
    {
        long length = 0;
        foreach (var component in components)
            length += LengthIn(component.Element);
        if (length > RegexPattern.MaxLength)
        {
            throw new NotSupportedException(
                $"'{components[0].FileName}' has regular expressions of {length:N0} characters, and {RegexPattern.MaxLength:N0} are supported. Use the tokenizer files that came with the model.");
        }
    }

    public static TextPattern Read(JsonComponent json)
    {
        if (!json["String"].IsNull)
            return TextPattern.Literal(json["String"].Text());
        string regex = json[RegexField].Text();
        try
        {
            return TextPattern.Regex(regex);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or InvalidDataException)
        {
            throw new NotSupportedException(
                $"'{json.FileName}' has the regular expression '{ShownPattern.Of(regex)}' in {json.Path}, which this version does not read: {e.Message} " +
                "Download or copy the file again, or use a newer version of this package.",
                e);
        }
    }

    private static long LengthIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Sum(field => field.Value.ValueKind == JsonValueKind.String && field.NameEquals(RegexField) ? field.Value.GetString()!.Length : LengthIn(field.Value)),
        JsonValueKind.Array => json.EnumerateArray().Sum(LengthIn),
        _ => 0,
    };
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>The hash that names an encoder by content.</summary>
internal static class EncoderFingerprint
{
    /// <summary>Raised when a change of this library gives other vectors for the same files and settings.</summary>
    private const int Revision = 2;

    /// <summary>The first character of the names of settings that decide no vector.</summary>
    private const char EvidenceMark = '_';

    public static string Compute(string kind, JsonObject settings, ModelFiles files)
    {
        var text = new StringBuilder(kind).Append(' ').Append(Revision).Append('\n').Append(Sorted(Deciding(settings)).ToJsonString()).Append('\n');
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
            text.Append(file.Name).Append(' ').Append(file.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static JsonObject Deciding(JsonObject settings) =>
        new(settings.Where(entry => !entry.Key.StartsWith(EvidenceMark)).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));

    /// <summary>With all names in one order: where a setting stands says nothing.</summary>
    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject entries => new JsonObject(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, SortedOrNull(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(SortedOrNull)]),
        _ => node.DeepClone(),
    };

    private static JsonNode? SortedOrNull(JsonNode? node) => node is null ? null : Sorted(node);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Models;

/// <summary>A JSON file of a model's folder, or an object in it. What is not there or null is null; what has another type than asked for is refused by name.</summary>
/// <param name="node">Null where there is no such file.</param>
/// <param name="file">The file's path, for messages.</param>
internal sealed class ModelJson(JsonNode? node, string file)
{
    public bool Exists => node is not null;

    /// <param name="utf8">The file's content; null where there is none.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    public static ModelJson Read(ReadOnlyMemory<byte>? utf8, string file)
    {
        try
        {
            return utf8 is { } content ? Parse(content.Span, file) : new ModelJson(null, file);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is not valid JSON: {e.Message} Download or copy the file again.", e);
        }
    }

    /// <exception cref="JsonException">The file is no JSON.</exception>
    /// <exception cref="ArgumentException">A name is there twice.</exception>
    /// <exception cref="InvalidOperationException">A text is no Unicode.</exception>
    public static ModelJson Parse(ReadOnlySpan<byte> utf8, string file)
    {
        // Some editors write a byte order mark, which JSON parsers refuse.
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var node = JsonNode.Parse(utf8.StartsWith(mark) ? utf8[mark.Length..] : utf8);
        Touch(node);
        return new ModelJson(node, file);
    }

    public string? Text(string name) => Value<string>(name, JsonValueKind.String);

    public bool? Flag(string name) => Of(name) is null ? null : Value<bool>(name, JsonValueKind.True, JsonValueKind.False);

    public double? Number(string name) => Of(name) is null ? null : Value<double>(name, JsonValueKind.Number);

    /// <summary>A whole number of 1 or more.</summary>
    public int? Count(string name) => Number(name) switch
    {
        null => null,
        >= 1 and <= int.MaxValue and double number when number == Math.Floor(number) => (int)number,
        var number => throw Wrong(name, $"is {number}; a whole number of 1 or more was expected"),
    };

    /// <summary>A number, or a list of numbers.</summary>
    public IReadOnlyList<double>? Numbers(string name) => Of(name) switch
    {
        null => null,
        JsonArray list => [.. list.Select(item => item?.GetValueKind() == JsonValueKind.Number ? (double)item! : throw Wrong(name, "holds something that is no number"))],
        _ => [Number(name)!.Value],
    };

    /// <summary>A text, or a list of texts.</summary>
    public IReadOnlyList<string>? Texts(string name) => Of(name) switch
    {
        null => null,
        JsonArray list => [.. list.Select(item => item?.GetValueKind() == JsonValueKind.String ? (string)item! : throw Wrong(name, "holds something that is no text"))],
        _ => [Text(name)!],
    };

    /// <summary>An object in this one; null where it is not there or no object.</summary>
    public ModelJson? Object(string name) => Of(name) is JsonObject entries ? new ModelJson(entries, file) : null;

    /// <summary>The names of an object's entries.</summary>
    public IEnumerable<string> Names() => node switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => entry.Key),
        _ => throw new InvalidDataException($"'{file}' is no object. Download or copy the file again."),
    };

    /// <summary>The names and texts of an object.</summary>
    public IEnumerable<KeyValuePair<string, string>> TextsByName(string name) => Of(name) switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => KeyValuePair.Create(entry.Key, new ModelJson(entries, file).Text(entry.Key) ?? "")),
        _ => throw Wrong(name, "is no object"),
    };

    /// <summary>The names of flags that are set.</summary>
    public IEnumerable<string> FlagsThatAreSet() =>
        node is JsonObject entries ? entries.Where(entry => entry.Value?.GetValueKind() == JsonValueKind.True).Select(entry => entry.Key) : [];

    /// <summary>The objects of a file that is a list.</summary>
    public IEnumerable<ModelJson> Items() => node switch
    {
        null => [],
        JsonArray list => list.Select(item => new ModelJson(item, file)),
        _ => throw new InvalidDataException($"'{file}' is no list. Download or copy the file again."),
    };

    /// <summary>Texts and names are decoded where they are asked for; what is wrong with them is to be found at once.</summary>
    private static void Touch(JsonNode? node)
    {
        if (node is JsonObject entries)
        {
            foreach (var (_, value) in entries)
                Touch(value);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Touch(item);
        }
        else if (node?.GetValueKind() == JsonValueKind.String)
        {
            node.GetValue<string>();
        }
    }

    private JsonNode? Of(string name) => node switch
    {
        null => null,
        JsonObject entries => entries[name],
        _ => throw new InvalidDataException($"'{file}' is no object. Download or copy the file again."),
    };

    private T? Value<T>(string name, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var value = Of(name);
        if (value is null)
            return default;
        return kinds.Contains(value.GetValueKind()) ? value.GetValue<T>() : throw Wrong(name, $"is {value.ToJsonString()}; {string.Join(" or ", kinds.ToArray())} was expected");
    }

    private InvalidDataException Wrong(string name, string what) => new($"In '{file}' {name} {what}. Download or copy the file again.");
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A JSON file of a model's folder, or an object in it. What is not there or null is null; what has another type than asked for is refused by name.</summary>
/// <remarks>Immutable and thread-safe. Every member throws <see cref="InvalidDataException"/>, which names the file and the value, where the value has another type.</remarks>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class ModelJson
{
    private readonly JsonNode? node;
    private readonly string file;
    private readonly string path;

    /// <param name="node">Null where there is no such file.</param>
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="path">Where in the file this is; empty for the whole file.</param>
    internal ModelJson(JsonNode? node, string file, string path = "")
    {
        this.node = node;
        this.file = file;
        this.path = path;
    }

    /// <summary>Whether the file or the value is there.</summary>
    public bool Exists => node is not null;

    /// <summary>A value of any type.</summary>
    /// <param name="name">The name in the object.</param>
    public ModelJson this[string name] => new(Of(name), file, PathOf(name));

    /// <summary>The value where it is a text; null where it is not.</summary>
    public string? AsText => node?.GetValueKind() == JsonValueKind.String ? (string)node! : null;

    /// <summary>The names in an object.</summary>
    public IEnumerable<string> Names => node switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => entry.Key),
        _ => throw IsNo("object"),
    };

    /// <summary>Reads a JSON file.</summary>
    /// <param name="utf8">Its content; it may begin with a byte order mark.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">The file is not valid JSON, has a name twice or a text that is no Unicode.</exception>
    public static ModelJson Parse(ReadOnlySpan<byte> utf8, string file)
    {
        try
        {
            var node = JsonNode.Parse(utf8[MarkLength(utf8)..]);
            Touch(node);
            return new ModelJson(node, file);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is not valid JSON: {e.Message} Download or copy the file again.", e);
        }
    }

    /// <summary>The length of a byte order mark, which some editors write and JSON parsers refuse; 0 where there is none.</summary>
    internal static int MarkLength(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;

    /// <summary>A text.</summary>
    /// <param name="name">The name in the object.</param>
    public string? Text(string name) => Value<string>(name, JsonValueKind.String);

    /// <summary>True or false.</summary>
    /// <param name="name">The name in the object.</param>
    public bool? Flag(string name) => Of(name) is null ? null : Value<bool>(name, JsonValueKind.True, JsonValueKind.False);

    /// <summary>A number.</summary>
    /// <param name="name">The name in the object.</param>
    public double? Number(string name) => Of(name) is null ? null : Value<double>(name, JsonValueKind.Number);

    /// <summary>A whole number of 1 or more.</summary>
    /// <param name="name">The name in the object.</param>
    public int? Count(string name) => Number(name) switch
    {
        null => null,
        >= 1 and <= int.MaxValue and double number when number == Math.Floor(number) => (int)number,
        var number => throw Wrong(name, $"is {number}; a whole number of 1 or more was expected"),
    };

    /// <summary>A number, or a list of numbers.</summary>
    /// <param name="name">The name in the object.</param>
    public IReadOnlyList<double>? Numbers(string name) => Of(name) switch
    {
        null => null,
        JsonArray list =>
            [.. list.Select(item => item?.GetValueKind() == JsonValueKind.Number ? (double)item! : throw Wrong(name, "holds something that is not a number"))],
        _ => [Number(name)!.Value],
    };

    /// <summary>A text, or a list of texts.</summary>
    /// <param name="name">The name in the object.</param>
    public IReadOnlyList<string>? Texts(string name) => Of(name) switch
    {
        null => null,
        JsonArray list =>
            [.. list.Select(item => item?.GetValueKind() == JsonValueKind.String ? (string)item! : throw Wrong(name, "holds something that is not a text"))],
        _ => [Text(name)!],
    };

    /// <summary>An object in this one; null where it is not there or no object.</summary>
    /// <param name="name">The name in the object.</param>
    public ModelJson? Object(string name) => Of(name) is JsonObject ? this[name] : null;

    /// <summary>The names and texts of an object.</summary>
    /// <param name="name">The name in the object.</param>
    public IEnumerable<KeyValuePair<string, string>> TextsByName(string name) => Of(name) switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => KeyValuePair.Create(entry.Key, new ModelJson(entries, file, PathOf(name)).Text(entry.Key) ?? "")),
        _ => throw Wrong(name, "is not an object"),
    };

    /// <summary>A whole number in a range.</summary>
    /// <param name="name">The name in the object.</param>
    /// <param name="min">The smallest number that is valid.</param>
    /// <param name="max">The largest.</param>
    public int? Integer(string name, int min, int max) => Number(name) switch
    {
        null => null,
        var number when number >= min && number <= max && number == Math.Floor(number.Value) => (int)number,
        var number => throw Wrong(name, $"is {number}; a whole number from {min:N0} to {max:N0} was expected"),
    };

    /// <summary>The names of flags that are set.</summary>
    public IEnumerable<string> FlagsThatAreSet() =>
        node is JsonObject entries ? entries.Where(entry => entry.Value?.GetValueKind() == JsonValueKind.True).Select(entry => entry.Key) : [];

    /// <summary>The values of a list.</summary>
    public IEnumerable<ModelJson> Items() => node switch
    {
        null => [],
        JsonArray list => list.Select((item, i) => new ModelJson(item, file, $"{path}[{i}]")),
        _ => throw IsNo("list"),
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
        _ => throw IsNo("object"),
    };

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private T? Value<T>(string name, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var value = Of(name);
        if (value is null)
            return default;
        return kinds.Contains(value.GetValueKind())
            ? value.GetValue<T>()
            : throw Wrong(name, $"is {value.ToJsonString()}; {string.Join(" or ", kinds.ToArray())} was expected");
    }

    private InvalidDataException IsNo(string type) =>
        new($"{(path.Length == 0 ? $"'{file}'" : $"In '{file}' {path}")} is not the {type} that was expected. Download or copy the file again.");

    private InvalidDataException Wrong(string name, string what) => new($"In '{file}' {PathOf(name)} {what}. Download or copy the file again.");
}

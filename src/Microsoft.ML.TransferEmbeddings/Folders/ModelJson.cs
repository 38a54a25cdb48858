using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A JSON file of a model's folder, or a value in it. A missing value is null, as a JSON null is; a value of an unexpected type is refused.</summary>
/// <remarks>
/// Immutable and thread-safe. Every member that reads a value throws <see cref="InvalidDataException"/> if it has another type; the message names the file and the
/// value.
/// </remarks>
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

    /// <summary>Whether the file or the value exists.</summary>
    public bool Exists => node is not null;

    /// <summary>Gets a value of any type.</summary>
    /// <param name="name">Name in the object.</param>
    public ModelJson this[string name] => new(Of(name), file, PathOf(name));

    /// <summary>The value as text; null if it is of another type.</summary>
    public string? AsText => node?.GetValueKind() == JsonValueKind.String ? (string)node! : null;

    /// <summary>Names in the object; none if it does not exist.</summary>
    public IEnumerable<string> Names => node switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => entry.Key),
        _ => throw IsNo("object"),
    };

    /// <summary>Reads a JSON file.</summary>
    /// <param name="utf8">Content of the file; it may begin with a byte order mark.</param>
    /// <param name="file">Path of the file, for messages.</param>
    /// <exception cref="InvalidDataException">The file is not valid JSON, has a name twice or has a text that is not valid Unicode.</exception>
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

    /// <summary>Reads a text.</summary>
    /// <param name="name">Name in the object.</param>
    public string? Text(string name) => Value<string>(name, JsonValueKind.String);

    /// <summary>Reads true or false.</summary>
    /// <param name="name">Name in the object.</param>
    public bool? Flag(string name) => Of(name) is null ? null : Value<bool>(name, JsonValueKind.True, JsonValueKind.False);

    /// <summary>Reads a number.</summary>
    /// <param name="name">Name in the object.</param>
    public double? Number(string name) => Of(name) is null ? null : Value<double>(name, JsonValueKind.Number);

    /// <summary>Reads a whole number of 1 or more.</summary>
    /// <param name="name">Name in the object.</param>
    public int? Count(string name) => Number(name) switch
    {
        null => null,
        >= 1 and <= int.MaxValue and double number when number == Math.Floor(number) => (int)number,
        var number => throw Wrong(name, $"is {number}; a whole number of 1 or more was expected"),
    };

    /// <summary>Reads a list of numbers, or a single number as a list of one.</summary>
    /// <param name="name">Name in the object.</param>
    public IReadOnlyList<double>? Numbers(string name) => Of(name) switch
    {
        null => null,
        JsonArray list =>
            [.. list.Select(item => item?.GetValueKind() == JsonValueKind.Number ? (double)item! : throw Wrong(name, "holds something that is not a number"))],
        _ => [Number(name)!.Value],
    };

    /// <summary>Reads a list of texts, or a single text as a list of one.</summary>
    /// <param name="name">Name in the object.</param>
    public IReadOnlyList<string>? Texts(string name) => Of(name) switch
    {
        null => null,
        JsonArray list =>
            [.. list.Select(item => item?.GetValueKind() == JsonValueKind.String ? (string)item! : throw Wrong(name, "holds something that is not a text"))],
        _ => [Text(name)!],
    };

    /// <summary>Returns an object in this one; null if it is missing or of another type.</summary>
    /// <param name="name">Name in the object.</param>
    public ModelJson? Object(string name) => Of(name) is JsonObject ? this[name] : null;

    /// <summary>Reads an object whose values are texts.</summary>
    /// <param name="name">Name in the object.</param>
    /// <returns>Names and texts; none if the object is missing.</returns>
    public IEnumerable<KeyValuePair<string, string>> TextsByName(string name) => Of(name) switch
    {
        null => [],
        JsonObject entries => entries.Select(entry => KeyValuePair.Create(entry.Key, new ModelJson(entries, file, PathOf(name)).Text(entry.Key) ?? "")),
        _ => throw Wrong(name, "is not an object"),
    };

    /// <summary>Reads a whole number in a range.</summary>
    /// <param name="name">Name in the object.</param>
    /// <param name="min">The smallest valid number.</param>
    /// <param name="max">The largest valid number.</param>
    public int? Integer(string name, int min, int max) => Number(name) switch
    {
        null => null,
        var number when number >= min && number <= max && number == Math.Floor(number.Value) => (int)number,
        var number => throw Wrong(name, $"is {number}; a whole number from {min:N0} to {max:N0} was expected"),
    };

    /// <summary>Returns the names in the object whose values are true.</summary>
    public IEnumerable<string> FlagsThatAreSet() =>
        node is JsonObject entries ? entries.Where(entry => entry.Value?.GetValueKind() == JsonValueKind.True).Select(entry => entry.Key) : [];

    /// <summary>Returns the values of the list; none if it does not exist.</summary>
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

using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>The properties of an object in a request, each of which must be asked for: what is left over is not described.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, JsonElement> left;

    public Arguments(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new Refusal($"{value.ValueKind} in place of an object");
        left = value.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
    }

    public JsonElement? Take(string name, params JsonValueKind[] kinds)
    {
        if (!left.Remove(name, out var value))
            return null;
        return kinds.Contains(value.ValueKind) ? value : throw new Refusal($"'{name}' is {value.ValueKind}");
    }

    public string? Text(string name) => Take(name, JsonValueKind.String)?.GetString();

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw new Refusal($"'{name}' is missing");

    public bool Flag(string name) => Take(name, JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false;

    public int? Integer(string name) =>
        Take(name, JsonValueKind.Number) is not { } number ? null : number.TryGetInt32(out int value) ? value : throw new Refusal($"'{name}' is no integer");

    public Arguments Object(string name) => new(Take(name, JsonValueKind.Object) ?? JsonDocument.Parse("{}").RootElement);

    public IReadOnlyList<JsonElement>? List(string name) => Take(name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray()] : null;

    public IReadOnlyList<string>? Texts(string name) =>
        List(name)?.Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new Refusal($"'{name}' has an item that is no text")).ToList();

    public IReadOnlyDictionary<string, JsonElement> Rest()
    {
        var rest = new Dictionary<string, JsonElement>(left);
        left.Clear();
        return rest;
    }

    /// <summary>There must be nothing else.</summary>
    public void End()
    {
        if (left.Count > 0)
            throw new Refusal($"'{left.Keys.First()}' is not described");
    }
}

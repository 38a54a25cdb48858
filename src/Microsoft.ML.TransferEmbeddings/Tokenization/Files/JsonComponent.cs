using System.Text;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>
/// An element of tokenizer.json with its place in the file, so that every error names file, place and value. Other than
/// <see cref="TransferEmbeddings.ModelJson"/> it makes no object per value, of which a vocabulary has a quarter million, and a missing field is an error.
/// </summary>
internal readonly struct JsonComponent(JsonElement element, string path, string fileName)
{
    public JsonElement Element => element;

    public string FileName => fileName;

    /// <summary>Where in the file this is.</summary>
    public string Path => path;

    public bool IsNull => element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public bool IsArray => element.ValueKind == JsonValueKind.Array;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsString => element.ValueKind == JsonValueKind.String;

    /// <summary>The component's <c>type</c>.</summary>
    public string Type => this["type"].Text();

    /// <summary>A field; JSON null if it is missing.</summary>
    public JsonComponent this[string name]
    {
        get
        {
            if (!IsObject)
                throw Damaged($"is {Describe()}, an object was expected");
            return new JsonComponent(element.TryGetProperty(name, out var value) ? value : default, path.Length == 0 ? name : $"{path}.{name}", fileName);
        }
    }

    public IEnumerable<JsonComponent> Items()
    {
        if (!IsArray)
            throw Damaged($"is {Describe()}, a list was expected");
        return ItemsOf(this);
    }

    public string Text() => IsString ? element.GetString()! : throw Damaged($"is {Describe()}, a text was expected");

    public string? TextOrNull() => IsNull ? null : Text();

    public bool Flag(bool? fallback = null) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when IsNull && fallback is { } value => value,
        _ => throw Damaged($"is {Describe()}, true or false was expected"),
    };

    /// <summary>A whole number from 0 to <paramref name="largest"/>.</summary>
    public int Number(int largest = int.MaxValue) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value >= 0 && value <= largest
            ? (int)value
            : throw Damaged($"is {Describe()}, a whole number from 0 to {largest:N0} was expected");

    public int? NumberOrNull(int largest = int.MaxValue) => IsNull ? null : Number(largest);

    public int NumberOr(int fallback) => IsNull ? fallback : Number();

    /// <summary>A text of one code point.</summary>
    public Rune Character() =>
        Text() is { Length: > 0 } text && Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
            ? rune
            : throw Damaged($"is {Describe()}, a single character was expected");

    /// <summary>The value of an enumeration, written as its name.</summary>
    public T Choice<T>(T? fallback = null)
        where T : struct, Enum
    {
        if (IsNull && fallback is { } value)
            return value;
        string text = Text();
        return Enum.GetNames<T>().Contains(text) ? Enum.Parse<T>(text) : throw Unknown(text, string.Join(", ", Enum.GetNames<T>()));
    }

    public InvalidDataException Damaged(string what, Exception? inner = null) =>
        new($"'{fileName}' is not a whole tokenizer.json: '{path}' {what}. Download or copy the file again.", inner);

    public NotSupportedException Unknown(string value, string known) =>
        new($"'{fileName}' has a {path} '{value}', which this version does not read; {known} are known. " +
            "Use a model with one of these, or a newer version of this package.");

    private string Describe()
    {
        if (IsNull)
            return "missing";
        string text = element.GetRawText();
        return text.Length > 60 ? $"{text[..60]}…" : text;
    }

    private static IEnumerable<JsonComponent> ItemsOf(JsonComponent list)
    {
        int index = 0;
        foreach (var item in list.Element.EnumerateArray())
            yield return new JsonComponent(item, $"{list.Path}[{index++}]", list.FileName);
    }
}

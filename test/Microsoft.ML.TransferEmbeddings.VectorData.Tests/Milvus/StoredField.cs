using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>A field of a schema, which knows its values.</summary>
internal sealed record StoredField(string Name, string Type, bool IsPrimary, bool IsNullable, int MaxLength, int MaxCapacity, int Dimensions)
{
    public bool IsVector => Type == "FloatVector";

    public static StoredField Read(JsonElement value)
    {
        var arguments = new Arguments(value);
        string name = CheckName(arguments.RequiredText("fieldName"));
        string type = arguments.RequiredText("dataType");
        if (type is not ("Bool" or "Int8" or "Int16" or "Int32" or "Int64" or "Float" or "Double" or "VarChar" or "Array" or "FloatVector"))
            throw new Refusal($"the data type '{type}' of '{name}' is not known");
        bool isPrimary = arguments.Flag("isPrimary"), isNullable = arguments.Flag("nullable");
        string? elements = arguments.Text("elementDataType");
        var parameters = arguments.Object("elementTypeParams");
        arguments.End();
        bool isText = type == "VarChar" || elements == "VarChar";
        int? length = parameters.Integer("max_length"), capacity = parameters.Integer("max_capacity"), dimensions = parameters.Integer("dim");
        parameters.End();
        Check(isText == length is >= 1 and <= 65_535, "max_length");
        Check(type == "Array" == capacity is >= 1 and <= 4096, "max_capacity");
        Check(type == "Array" == elements is "VarChar", "elementDataType");
        Check(type == "FloatVector" == dimensions is >= 2 and <= 32_768, "dim");
        Check(!isPrimary || type is "Int64" or "VarChar", "isPrimary");
        Check(!isNullable || !(isPrimary || type == "FloatVector"), "nullable");
        return new StoredField(name, type, isPrimary, isNullable, length ?? 0, capacity ?? 0, dimensions ?? 0);

        void Check(bool isGood, string what)
        {
            if (!isGood)
                throw new Refusal($"'{what}' of the field '{name}' is not as it must be");
        }
    }

    public static string CheckName(string name) =>
        name.Length <= 255 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? name : throw new Refusal($"'{name}' is no name");

    public JsonNode Describe()
    {
        var parameters = new Dictionary<string, int> { ["max_length"] = MaxLength, ["max_capacity"] = MaxCapacity, ["dim"] = Dimensions }.Where(parameter => parameter.Value > 0);
        return new JsonObject
        {
            ["name"] = Name,
            ["type"] = Type,
            ["primaryKey"] = IsPrimary,
            ["nullable"] = IsNullable,
            ["params"] = new JsonArray([.. parameters.Select(parameter => new JsonObject { ["key"] = parameter.Key, ["value"] = parameter.Value.ToString() })]),
        };
    }

    /// <summary>A value of a row as it is kept.</summary>
    public object? Keep(JsonElement? value)
    {
        if (value is not { ValueKind: not JsonValueKind.Null } given)
            return IsNullable ? null : throw new Refusal($"the field '{Name}' has no value");
        try
        {
            return Type switch
            {
                "Bool" => given.GetBoolean(),
                "Int32" => (long)given.GetInt32(),
                "Int64" => given.GetInt64(),
                "Float" => float.IsFinite(given.GetSingle()) ? given.GetSingle() : throw new Refusal($"the field '{Name}' has a number that is not finite"),
                "Double" => given.GetDouble(),
                "VarChar" => Text(given),
                "Array" => given.GetArrayLength() <= MaxCapacity ? given.EnumerateArray().Select(Text).ToArray() : throw new Refusal($"the field '{Name}' has too many items"),
                _ => given.GetArrayLength() == Dimensions
                    ? given.EnumerateArray().Select(number => number.GetSingle()).ToArray()
                    : throw new Refusal($"the field '{Name}' has {given.GetArrayLength()} dimensions, and {Dimensions} in the schema"),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new Refusal($"the field '{Name}', {Type}: {e.Message}");
        }
    }

    public JsonNode? Answer(object? value, AnswerForm form) => value switch
    {
        null => null,
        long number when Type == "Int64" && !form.AllowsInt64 => JsonValue.Create(number.ToString()),
        float[] vector => new JsonArray([.. vector.Select(number => JsonValue.Create(number))]),
        string[] texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
        long number => JsonValue.Create(number),
        float number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        bool isTrue => JsonValue.Create(isTrue),
        _ => JsonValue.Create((string)value),
    };

    private string Text(JsonElement value)
    {
        string text = value.GetString()!;
        return Encoding.UTF8.GetByteCount(text) <= MaxLength ? text : throw new Refusal($"the field '{Name}' has a text that is too long");
    }
}

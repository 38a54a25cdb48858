using System.Text;
using System.Text.Json;
using Condition = System.Func<System.Collections.Generic.IReadOnlyDictionary<string, object?>, bool?>;
using Row = System.Collections.Generic.IReadOnlyDictionary<string, object?>;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>
/// Reads a filter by the grammar and the precedences of Milvus' planner, with types checked. A comparison with null is neither true nor false, and so is its negation: a row
/// matches only where the whole is true.
/// </summary>
internal sealed class FilterExpression
{
    private readonly IReadOnlyList<FilterToken> tokens;
    private readonly Dictionary<string, object> parameters;
    private readonly HashSet<string> unused;
    private readonly IReadOnlyDictionary<string, StoredField> fields;
    private int place;

    private FilterExpression(string filter, IReadOnlyDictionary<string, JsonElement> parameters, IReadOnlyDictionary<string, StoredField> fields)
    {
        tokens = FilterTokens.Read(filter);
        this.parameters = parameters.ToDictionary(parameter => parameter.Key, parameter => Template(parameter.Value));
        unused = [.. parameters.Keys];
        this.fields = fields;
    }

    private FilterToken Next => tokens[place];

    public static Func<Row, bool> Parse(string filter, IReadOnlyDictionary<string, JsonElement> parameters, IReadOnlyDictionary<string, StoredField> fields)
    {
        var parser = new FilterExpression(filter, parameters, fields);
        var condition = parser.Or() as Condition ?? throw new Refusal($"the filter is no condition: {filter}");
        if (parser.Next.Kind != "end")
            throw new Refusal($"the filter goes on with '{parser.Next.Text}': {filter}");
        if (parser.unused.Count > 0)
            throw new Refusal($"the filter has no place for '{parser.unused.First()}': {filter}");
        return row => condition(row) == true;
    }

    /// <summary>Numbers are those of JSON in Go: floating-point, and integers where they are whole.</summary>
    private static object Template(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble() is var number && number == Math.Truncate(number) && Math.Abs(number) <= long.MaxValue ? (object)(long)number : number,
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().Select(Template).ToArray(),
        _ => throw new Refusal($"a template's parameter is {value}"),
    };

    // Each level binds closer than the one before it.
    private object Or() => Logical("or", And, (left, right) => left == true || right == true ? true : left is null || right is null ? null : false);

    private object And() => Logical("and", Equality, (left, right) => left == false || right == false ? false : left is null || right is null ? null : true);

    private object Logical(string symbol, Func<object> next, Func<bool?, bool?, bool?> combine)
    {
        object left = next();
        while (TryTake(symbol))
        {
            var (one, other) = (AsCondition(left), AsCondition(next()));
            left = (Condition)(row => combine(one(row), other(row)));
        }
        return left;
    }

    private object Equality() => Binary(Relation, "==", "!=");

    private object Relation() => Binary(Term, "<", "<=", ">", ">=");

    private object Binary(Func<object> next, params string[] symbols)
    {
        object left = next();
        while (symbols.FirstOrDefault(TryTake) is { } symbol)
            left = Comparing(symbol, AsOperand(left), AsOperand(next()));
        return left;
    }

    private object Term()
    {
        object left = Sum();
        bool isNot = Next.Text == "not" && tokens[place + 1].Text == "in";
        if (!isNot && Next.Text != "in")
            return left;
        place += isNot ? 2 : 1;
        var (operand, list) = (AsOperand(left), Sum() as object[] ?? throw new Refusal("'in' wants a list"));
        foreach (object item in list)
            Comparing("==", operand, (FilterOperand)Literal(item));
        var values = list.Select(item => Comparable(item, operand.Type)).ToHashSet();
        return (Condition)(row => operand.Get(row) is { } value ? values.Contains(Comparable(value, operand.Type)) != isNot : null);
    }

    private object Sum()
    {
        object left = Unary();
        while (Next.Text is "+" or "-")
        {
            string symbol = Take();
            left = (Constant(left), Constant(Unary())) switch
            {
                (long one, long other) => Literal(symbol == "+" ? checked(one + other) : checked(one - other)),
                _ => throw new Refusal("sums are of constants here"),
            };
        }
        return left;
    }

    private object Unary()
    {
        if (TryTake("not"))
        {
            var condition = AsCondition(Unary());
            return (Condition)(row => !condition(row));
        }
        if (TryTake("-"))
            return Constant(Unary()) switch
            {
                long number => Literal(-number),
                double number => Literal(-number),
                _ => throw new Refusal("a minus before what is no number"),
            };
        return Primary();
    }

    private object Primary()
    {
        var token = tokens[place++];
        if (token.Value is not null)
            return Literal(token.Value);
        switch (token.Text)
        {
            case "(":
                object inner = Or();
                Expect(")");
                return inner;
            case "[":
                var items = new List<object>();
                while (!TryTake("]"))
                {
                    items.Add(Constant(Or()) ?? throw new Refusal("a list has constants"));
                    if (Next.Text != "]")
                        Expect(",");
                }
                return items.ToArray();
            case "{":
                string name = Take();
                Expect("}");
                unused.Remove(name);
                object value = parameters.GetValueOrDefault(name) ?? throw new Refusal($"the template's '{name}' has no value");
                return value is object[] ? value : Literal(value);
            case "array_contains":
                Expect("(");
                var list = Field(Take());
                Expect(",");
                string wanted = Constant(Or()) as string ?? throw new Refusal("array_contains wants a text");
                Expect(")");
                return list.Type == "Array" ? (Condition)(row => (row[list.Name] as string[])?.Contains(wanted, StringComparer.Ordinal)) : throw new Refusal($"'{list.Name}' is no list");
            case "array_length":
                Expect("(");
                var counted = Field(Take());
                Expect(")");
                return counted.Type == "Array" ? new FilterOperand("integer", row => (long?)(row[counted.Name] as string[])?.Length) : throw new Refusal($"'{counted.Name}' is no list");
            default:
                return token.Kind == "word" ? OfField(Field(token.Text)) : throw new Refusal($"'{token.Text}' where a value begins");
        }
    }

    private object OfField(StoredField field)
    {
        if (TryTake("is null"))
            return (Condition)(row => row[field.Name] is null);
        if (TryTake("is not null"))
            return (Condition)(row => row[field.Name] is not null);
        if (field.Type == "Array")
        {
            Expect("[");
            long element = Constant(Or()) as long? ?? throw new Refusal("an element has a number");
            Expect("]");
            return new FilterOperand("string", row => (row[field.Name] as string[])?.ElementAtOrDefault((int)element));
        }
        string type = field.Type switch
        {
            "VarChar" => "string",
            "Bool" => "boolean",
            "Float" => "single",
            "Double" => "float",
            "Int32" or "Int64" => "integer",
            _ => throw new Refusal($"'{field.Name}' is {field.Type}, and filters don't compare it"),
        };
        return new FilterOperand(type, row => row[field.Name]);
    }

    private static Condition Comparing(string symbol, FilterOperand left, FilterOperand right)
    {
        bool areNumbers = left.IsNumber && right.IsNumber;
        if (!areNumbers && left.Type != right.Type)
            throw new Refusal($"{left.Type} {symbol} {right.Type}");
        if (left.Type == "boolean" && symbol is not ("==" or "!="))
            throw new Refusal($"Booleans have no {symbol}");
        if (left.Constant is not null)
            throw new Refusal("a constant is compared");
        bool isSingle = left.Type == "single";
        return row =>
        {
            if ((left.Get(row), right.Get(row)) is not ({ } one, { } other))
                return null;
            int order = (one, other) switch
            {
                (string text, string otherText) => Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(otherText)),
                (long number, long otherNumber) => number.CompareTo(otherNumber),
                (bool isTrue, bool isOtherTrue) => isTrue.CompareTo(isOtherTrue),
                _ when isSingle => Convert.ToSingle(one).CompareTo(Convert.ToSingle(other)),
                _ => Convert.ToDouble(one).CompareTo(Convert.ToDouble(other)),
            };
            return symbol switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
        };
    }

    /// <summary>A number as one of the field's type.</summary>
    private static object Comparable(object value, string type) => type switch
    {
        "single" => Convert.ToSingle(value),
        "float" => Convert.ToDouble(value),
        _ => value,
    };

    private static FilterOperand Literal(object value) => new(TypeOf(value), _ => value, value);

    private static string TypeOf(object value) => value switch
    {
        string => "string",
        bool => "boolean",
        long => "integer",
        double => "float",
        _ => throw new Refusal("a list where one value is wanted"),
    };

    private static object? Constant(object value) => (value as FilterOperand)?.Constant;

    private static Condition AsCondition(object value) => value as Condition ?? throw new Refusal("a value where a condition is wanted");

    private static FilterOperand AsOperand(object value) => value as FilterOperand ?? throw new Refusal("a condition where a value is wanted");

    private StoredField Field(string name) => fields.GetValueOrDefault(name) ?? throw new Refusal($"field {name} not exist");

    private string Take() => tokens[place++].Text;

    private bool TryTake(string symbol)
    {
        bool isNext = Next.Kind == "symbol" && Next.Text == symbol;
        place += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string symbol)
    {
        if (!TryTake(symbol))
            throw new Refusal($"'{Next.Text}' in place of '{symbol}'");
    }
}

/// <summary>A value in a filter.</summary>
/// <param name="Type">integer, float, single, string or boolean.</param>
/// <param name="Get">Of a row.</param>
/// <param name="Constant">Null where it depends on the row.</param>
internal sealed record FilterOperand(string Type, Func<IReadOnlyDictionary<string, object?>, object?> Get, object? Constant = null)
{
    public bool IsNumber => Type is "integer" or "float" or "single";
}

using System.Globalization;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>
/// A filter as a boolean expression of Milvus. Texts are parameters of an expression template, never part of it. Numbers are part of it: as parameters they would lose
/// digits, because servers read those as floating-point numbers.
/// </summary>
/// <remarks>
/// What compares a null is not true, and what Milvus makes of its negation is not said anywhere. So nothing but a single comparison is ever negated, where a null is asked
/// for beside it.
/// </remarks>
internal sealed class MilvusExpression
{
    private const string Always = "true", Never = "false";

    private readonly IReadOnlyList<Column> columns;
    private readonly List<object> parameters = [];
    private readonly string text;

    /// <param name="filter">Null for all rows.</param>
    /// <param name="columns">What the filter's numbers stand for.</param>
    public MilvusExpression(Filter? filter, IReadOnlyList<Column> columns)
    {
        this.columns = columns;
        text = filter is null ? Always : Translate(filter, isTrue: true);
    }

    /// <summary>Whether no row can match, so that there is nothing to ask.</summary>
    public bool IsNever => text == Never;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("filter", text == Always ? "" : text);
        if (parameters.Count == 0)
            return;
        writer.WriteStartObject("exprParams");
        foreach (var (number, value) in parameters.Index())
        {
            writer.WritePropertyName(NameOf(number));
            MilvusValue.Write(writer, value);
        }
        writer.WriteEndObject();
    }

    /// <param name="filter">What is asked of rows.</param>
    /// <param name="isTrue">Whether the rows that match are wanted, or all others.</param>
    private string Translate(Filter filter, bool isTrue) => filter switch
    {
        Filter.Constant constant => constant.Value == isTrue ? Always : Never,
        Filter.And and => isTrue ? Both(Translate(and.Left, true), Translate(and.Right, true)) : Either(Translate(and.Left, false), Translate(and.Right, false)),
        Filter.Or or => isTrue ? Either(Translate(or.Left, true), Translate(or.Right, true)) : Both(Translate(or.Left, false), Translate(or.Right, false)),
        Filter.Not not => Translate(not.Operand, !isTrue),
        Filter.IsNull isNull => IsNull(isNull.Column, isTrue),
        Filter.In isOne => TranslateIn(isOne, isTrue),
        Filter.Has has => isTrue ? Contains(has) : Either(IsNull(has.Column, true), $"not {Contains(has)}"),
        Filter.Compare { Value: string[] texts } equal => TranslateList(equal.Column, texts, isTrue),
        Filter.Compare compare => TranslateComparison(compare, isTrue),
        _ => throw new NotSupportedException($"There is no filter {filter.GetType().Name}."),
    };

    private string TranslateComparison(Filter.Compare compare, bool isTrue)
    {
        if (compare.Value is double or float && Convert.ToDouble(compare.Value, CultureInfo.InvariantCulture) is var number && !double.IsFinite(number))
            return IsOrNot(compare.Column, Holds(compare.Comparison, number), isTrue);
        string positive = $"{columns[compare.Column].Name} {OperatorOf(compare.Comparison, isTrue)} {Operand(compare.Value)}";
        return isTrue ? positive : Either(IsNull(compare.Column, true), positive);
    }

    private string TranslateIn(Filter.In isOne, bool isTrue)
    {
        object[] values = [.. isOne.Values.Where(value => value is not (double or float) || double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)))];
        // A list that is empty is none that a template takes.
        if (values.Length == 0)
            return isTrue ? Never : Always;
        if (values[0] is bool)
            return Translate(values.Select(Filter (value) => new Filter.Compare(isOne.Column, Comparison.Equal, value)).Aggregate((one, other) => new Filter.Or(one, other)), isTrue);
        object[] items = [.. values.Select(MilvusValue.ToMilvus)];
        string list = items[0] is string ? Parameter(items.Cast<string>().ToArray()) : $"[{string.Join(", ", items.Select(Number))}]";
        string name = columns[isOne.Column].Name;
        return isTrue ? $"{name} in {list}" : Either(IsNull(isOne.Column, true), $"{name} not in {list}");
    }

    /// <summary>A list element by element.</summary>
    private string TranslateList(int column, string[] texts, bool isTrue)
    {
        string name = columns[column].Name, comparison = isTrue ? "==" : "!=";
        string[] parts = [$"array_length({name}) {comparison} {texts.Length}", .. texts.Select((text, i) => $"{name}[{i}] {comparison} {Parameter(text)}")];
        return isTrue ? parts.Aggregate(Both) : Either(IsNull(column, true), parts.Aggregate(Either));
    }

    /// <summary>A comparison that has one result for all values.</summary>
    private string IsOrNot(int column, bool holds, bool isTrue) => (holds, isTrue) switch
    {
        (true, true) => IsNull(column, false),
        (true, false) => IsNull(column, true),
        (false, true) => Never,
        _ => Always,
    };

    private string IsNull(int column, bool isTrue) =>
        columns[column].IsNullable ? $"{columns[column].Name} {(isTrue ? "is null" : "is not null")}" : isTrue ? Never : Always;

    private string Contains(Filter.Has has) => $"array_contains({columns[has.Column].Name}, {Parameter(has.Text)})";

    private static string Both(string left, string right) =>
        left == Never || right == Never ? Never : left == Always ? right : right == Always ? left : $"({left} and {right})";

    private static string Either(string left, string right) =>
        left == Always || right == Always ? Always : left == Never ? right : right == Never ? left : $"({left} or {right})";

    private string Operand(object value) => MilvusValue.ToMilvus(value) is string text ? Parameter(text) : Number(MilvusValue.ToMilvus(value));

    private string Parameter(object value)
    {
        parameters.Add(value);
        return $"{{{NameOf(parameters.Count - 1)}}}";
    }

    private static string NameOf(int parameter) => $"p{parameter}";

    private static string Number(object value) => value switch
    {
        bool isTrue => isTrue ? "true" : "false",
        // The digits without their sign are more than a number of 64 bits takes.
        long.MinValue => "(-9223372036854775807 - 1)",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string OperatorOf(Comparison comparison, bool isTrue) => (comparison, isTrue) switch
    {
        (Comparison.Equal, true) => "==",
        (Comparison.Equal, false) => "!=",
        (Comparison.Less, true) or (Comparison.GreaterOrEqual, false) => "<",
        (Comparison.LessOrEqual, true) or (Comparison.Greater, false) => "<=",
        (Comparison.Greater, true) or (Comparison.LessOrEqual, false) => ">",
        _ => ">=",
    };

    /// <summary>Whether a comparison of any finite number with an infinite one, or none, is true.</summary>
    private static bool Holds(Comparison comparison, double value) => comparison switch
    {
        Comparison.Less or Comparison.LessOrEqual => value > 0,
        Comparison.Greater or Comparison.GreaterOrEqual => value < 0,
        _ => false,
    };
}

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>
/// The fields of a collection: those of the record, and one for each column that is compared by the cosine, which says whether a vector has none. Milvus gives such a vector
/// some cosine all the same, and a search must not find it.
/// </summary>
internal sealed partial class MilvusFields
{
    private const int LongestName = 255, FewestDimensions = 2, MostDimensions = 32_768;

    /// <summary>What answers call the key and the distance, whatever fields are called.</summary>
    private const string KeyOfAnswers = "id", DistanceOfAnswers = "distance";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Words of the filters' language.</summary>
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "is", "null", "like", "exists", "true", "false", "interval", "iso", "threshold", "minimum_should_match", "text_match", "phrase_match",
        "random_sample", "element_filter", "match_all", "match_any", "match_least", "match_most", "match_exact", "json_contains", "json_contains_all", "json_contains_any",
        "array_contains", "array_contains_all", "array_contains_any", "array_length",
    };

    private readonly IReadOnlyList<Column> columns;
    private readonly int[] cosines;

    /// <exception cref="NotSupportedException">Milvus has no such collection, for a reason that the message tells.</exception>
    public MilvusFields(IReadOnlyList<Column> columns)
    {
        this.columns = columns;
        cosines = [.. Enumerable.Range(0, columns.Count).Where(column => columns[column].Vector?.Metric == Metric.Cosine)];
        All = [.. columns, .. cosines.Select(column => new Column($"{columns[column].Name}_is_zero", ColumnKind.Data, typeof(bool)))];
        KeyColumn = columns.Index().First(column => column.Item.Kind == ColumnKind.Key).Index;
        foreach (var column in All)
            Check(column);
        if (All.GroupBy(column => column.Name).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
            throw new NotSupportedException($"The name '{twice}' is taken: the store keeps in it which vectors are zeros. Give the property another StorageName.");
        if (columns.All(column => column.Kind != ColumnKind.Vector))
            throw new NotSupportedException("The record has no vector property, and Milvus has no collections without one. Add one.");
    }

    /// <summary>The record's columns, then those of the store.</summary>
    public IReadOnlyList<Column> All { get; }

    public int KeyColumn { get; }

    /// <summary>Names that Milvus takes.</summary>
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,254}$", RegexOptions.NonBacktracking)]
    public static partial Regex Name { get; }

    /// <summary>What a search by a column asks besides.</summary>
    public Filter? WithDirection(int column, Filter? filter)
    {
        if (Array.IndexOf(cosines, column) is not (>= 0 and var place))
            return filter;
        var hasDirection = new Filter.Compare(columns.Count + place, Comparison.Equal, false);
        return filter is null ? hasDirection : new Filter.And(filter, hasDirection);
    }

    /// <exception cref="ArgumentException">Milvus doesn't keep a value, for a reason that the message tells.</exception>
    public void Check(object?[] row)
    {
        foreach (var (column, value) in columns.Zip(row))
        {
            string? reason = value switch
            {
                string text => ReasonAgainst(text),
                string[] { Length: > MilvusSchema.LongestList } texts => $"a list of {texts.Length:N0} texts, and Milvus keeps at most {MilvusSchema.LongestList:N0}",
                string[] texts => texts.Select(ReasonAgainst).FirstOrDefault(reason => reason is not null),
                double number when !double.IsFinite(number) => "a number that is not finite, and Milvus keeps none",
                float number when !float.IsFinite(number) => "a number that is not finite, and Milvus keeps none",
                _ => null,
            };
            if (reason is not null)
                throw new ArgumentException($"The property '{column.Name}' of the record with the key '{Shown(row[KeyColumn])}' has {reason}. Change it, or leave the record out.");
        }
    }

    public void WriteRow(Utf8JsonWriter writer, object?[] row)
    {
        writer.WriteStartObject();
        foreach (var (column, value) in columns.Zip(row))
        {
            writer.WritePropertyName(column.Name);
            MilvusValue.Write(writer, value);
        }
        foreach (var (place, column) in cosines.Index())
            writer.WriteBoolean(All[columns.Count + place].Name, !((float[])row[column]!).AsSpan().ContainsAnyExcept(0f));
        writer.WriteEndObject();
    }

    /// <summary>What is not wanted is null.</summary>
    /// <exception cref="FormatException">Something has no value that must have one.</exception>
    public object?[] ReadRow(JsonElement row, IEnumerable<int> wanted)
    {
        var values = new object?[columns.Count];
        foreach (int column in wanted)
        {
            if (row.TryGetProperty(columns[column].Name, out var value) && value.ValueKind != JsonValueKind.Null)
                values[column] = MilvusValue.Read(value, columns[column].Type);
            else if (!columns[column].IsNullable)
                throw new FormatException($"a record has no '{columns[column].Name}'.");
        }
        return values;
    }

    public static double ReadDistance(JsonElement row) => row.GetProperty(DistanceOfAnswers).GetDouble();

    private static void Check(Column column)
    {
        if (!Name.IsMatch(column.Name))
            throw new NotSupportedException($"The property '{column.Name}' can't be a field of Milvus. Give it a StorageName of up to {LongestName} letters A to Z, digits and underscores that doesn't begin with a digit.");
        if (Keywords.Contains(column.Name) || column.Name == DistanceOfAnswers || (column.Name == KeyOfAnswers && column.Kind != ColumnKind.Key))
            throw new NotSupportedException($"The property '{column.Name}' can't be a field of Milvus, whose filters or answers have another meaning for the name. Give it another StorageName.");
        if (column.Vector is not { } vector)
            return;
        if (vector.Dimensions is < FewestDimensions or > MostDimensions)
            throw new NotSupportedException($"The vector property '{column.Name}' has {vector.Dimensions:N0} dimensions, and Milvus takes {FewestDimensions} to {MostDimensions:N0}.");
        if (vector.IndexKind is not (null or IndexKind.Flat or IndexKind.Hnsw or IndexKind.Dynamic))
            throw new NotSupportedException($"The vector property '{column.Name}' has the index kind '{vector.IndexKind}'. Use {IndexKind.Hnsw}, {IndexKind.Dynamic} for what the server chooses, or {IndexKind.Flat} for exact search.");
    }

    private static string? ReasonAgainst(string text)
    {
        try
        {
            int bytes = Utf8.GetByteCount(text);
            return bytes <= MilvusSchema.LongestText ? null : $"a text of {bytes:N0} bytes in UTF-8, and Milvus keeps at most {MilvusSchema.LongestText:N0}";
        }
        catch (EncoderFallbackException)
        {
            return "a text with half a surrogate pair, which has no UTF-8";
        }
    }

    private static string? Shown(object? key) => key is string { Length: > 100 } text ? $"{text.AsSpan(..100)}…" : key?.ToString();
}

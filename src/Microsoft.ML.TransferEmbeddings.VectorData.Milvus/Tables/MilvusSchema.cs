using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>Fields and indexes as a collection is created with them, and as it is described.</summary>
internal static class MilvusSchema
{
    public const int LongestText = 65_535, LongestList = 4096;
    private const int LongestId = 36;

    public static string MetricOf(Metric metric) => metric switch
    {
        Metric.Cosine => "COSINE",
        Metric.DotProduct => "IP",
        _ => "L2",
    };

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Column> columns)
    {
        writer.WriteStartObject("schema");
        writer.WriteStartArray("fields");
        foreach (var column in columns)
            WriteField(writer, column);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartArray("indexParams");
        foreach (var column in columns.Where(column => column.IsIndexed || column.Vector is not null))
            WriteIndex(writer, column);
        writer.WriteEndArray();
    }

    /// <param name="description">A collection as Milvus describes it.</param>
    /// <param name="columns">Those that it must have.</param>
    /// <returns>Why it is another one; null where it is not.</returns>
    public static string? Difference(JsonElement description, IReadOnlyList<Column> columns)
    {
        var fields = description.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);
        var metrics = description.GetProperty("indexes").EnumerateArray().ToLookup(index => index.GetProperty("fieldName").GetString()!, index => index.GetProperty("metricType").GetString());
        foreach (var column in columns)
        {
            if (!fields.TryGetValue(column.Name, out var field))
                return $"it has no field '{column.Name}'";
            if (field.GetProperty("type").GetString() is var type && type != TypeOf(column))
                return $"its field '{column.Name}' is {type}, and not {TypeOf(column)}";
            if (column.Vector is not { } vector)
                continue;
            if (DimensionsOf(field) is var dimensions && dimensions != vector.Dimensions)
                return $"the vectors '{column.Name}' have {dimensions:N0} dimensions, and not {vector.Dimensions:N0}";
            if (metrics[column.Name].FirstOrDefault() is var metric && metric != MetricOf(vector.Metric))
                return $"the vectors '{column.Name}' are compared by '{metric}', and not by '{MetricOf(vector.Metric)}'";
        }
        return null;
    }

    private static void WriteField(Utf8JsonWriter writer, Column column)
    {
        writer.WriteStartObject();
        writer.WriteString("fieldName", column.Name);
        writer.WriteString("dataType", TypeOf(column));
        if (column.Kind == ColumnKind.Key)
            writer.WriteBoolean("isPrimary", true);
        if (column.IsNullable)
            writer.WriteBoolean("nullable", true);
        if (column.Type == typeof(string[]))
            writer.WriteString("elementDataType", "VarChar");
        if (column.Type == typeof(string) || column.Type == typeof(Guid) || column.Type == typeof(string[]) || column.Vector is not null)
        {
            writer.WriteStartObject("elementTypeParams");
            if (column.Vector is { } vector)
                writer.WriteNumber("dim", vector.Dimensions);
            else
                writer.WriteNumber("max_length", column.Type == typeof(Guid) ? LongestId : LongestText);
            if (column.Type == typeof(string[]))
                writer.WriteNumber("max_capacity", LongestList);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteIndex(Utf8JsonWriter writer, Column column)
    {
        writer.WriteStartObject();
        writer.WriteString("fieldName", column.Name);
        writer.WriteString("indexName", column.Name);
        if (column.Vector is { } vector)
            writer.WriteString("metricType", MetricOf(vector.Metric));
        writer.WriteStartObject("params");
        writer.WriteString("index_type", column.Vector is null ? "INVERTED" : column.Vector.IndexKind switch
        {
            IndexKind.Hnsw => "HNSW",
            IndexKind.Dynamic => "AUTOINDEX",
            _ => "FLAT",
        });
        if (column.Vector?.IndexKind == IndexKind.Hnsw)
        {
            writer.WriteNumber("M", 16);
            writer.WriteNumber("efConstruction", 128);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Keys are of one of two types.</summary>
    private static string TypeOf(Column column) =>
        column.Vector is not null ? "FloatVector"
        : column.Type == typeof(string) || column.Type == typeof(Guid) ? "VarChar"
        : column.Type == typeof(string[]) ? "Array"
        : column.Type == typeof(bool) ? "Bool"
        : column.Type == typeof(int) && column.Kind != ColumnKind.Key ? "Int32"
        : column.Type == typeof(float) ? "Float"
        : column.Type == typeof(double) ? "Double"
        : "Int64";

    private static int DimensionsOf(JsonElement field) => int.Parse(
        field.GetProperty("params").EnumerateArray().First(parameter => parameter.GetProperty("key").GetString() == "dim").GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
}

using System.Data.Common;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Sql;

/// <summary>A row of a result as the values of its columns.</summary>
internal static class SqlRow
{
    public static object?[] Read(DbDataReader reader, IReadOnlyList<Column> columns)
    {
        var row = new object?[columns.Count];
        for (int i = 0; i < row.Length; i++)
            row[i] = reader.IsDBNull(i) ? null : ToStored(reader.GetValue(i), columns[i].Type);
        return row;
    }

    private static object ToStored(object value, Type type) => value switch
    {
        IEnumerable<float> vector => vector.ToArray(),
        IEnumerable<string> texts when type == typeof(string[]) => texts.ToArray(),
        DateTime time when type == typeof(DateTimeOffset) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        _ => value,
    };
}

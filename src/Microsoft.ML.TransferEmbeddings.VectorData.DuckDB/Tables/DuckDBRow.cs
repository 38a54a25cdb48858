using DuckDB.NET.Data;

namespace Microsoft.ML.TransferEmbeddings.VectorData.DuckDB.Tables;

/// <summary>A row as DuckDB's appender takes it.</summary>
internal static class DuckDBRow
{
    public static void Append(DuckDBAppender appender, object?[] row)
    {
        var appended = appender.CreateRow();
        foreach (object? value in row)
        {
            _ = value switch
            {
                string text => appended.AppendValue(text),
                bool isTrue => appended.AppendValue(isTrue),
                int number => appended.AppendValue(number),
                long number => appended.AppendValue(number),
                float number => appended.AppendValue(number),
                double number => appended.AppendValue(number),
                DateTime time => appended.AppendValue(time),
                DateTimeOffset time => appended.AppendValue(time),
                Guid id => appended.AppendValue(id),
                float[] vector => appended.AppendValue(vector),
                string[] texts => appended.AppendValue(texts),
                null => appended.AppendNullValue(),
                _ => throw new NotSupportedException($"There is no column of type '{value.GetType().Name}'."),
            };
        }
        appended.EndRow();
    }
}

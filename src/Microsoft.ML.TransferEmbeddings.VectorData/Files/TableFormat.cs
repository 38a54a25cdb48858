using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;
using Microsoft.ML.TransferEmbeddings.VectorData.Tables;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Files;

/// <summary>A collection in a file: its columns, then its rows, value by value.</summary>
internal static class TableFormat
{
    private const int RowsAtOnce = 4096;

    /// <summary>The number of a type in files is its place here.</summary>
    private static readonly Type[] Types =
    [
        typeof(float[]), typeof(string), typeof(bool), typeof(int), typeof(long), typeof(float), typeof(double), typeof(DateTime), typeof(DateTimeOffset), typeof(Guid), typeof(string[]),
    ];

    public static void Write(BinaryWriter writer, MemoryTable table)
    {
        writer.Write(table.Name);
        writer.Write(table.Columns.Count);
        foreach (var column in table.Columns)
            Write(writer, column);
        table.ForAll(writer.Write, row =>
        {
            foreach (object? value in row)
                Write(writer, value);
        });
    }

    /// <param name="reader">At a collection's beginning.</param>
    /// <param name="end">Of all collections, in the reader's stream.</param>
    /// <param name="tables">Gets it.</param>
    public static void Read(BinaryReader reader, long end, TableSet tables)
    {
        string name = reader.ReadString();
        if (tables.Find(name) is not null)
            throw new InvalidDataException($"it has two collections '{name}'");
        var columns = new List<Column>();
        for (int left = reader.ReadInt32(); left > 0; left--)
            columns.Add(ReadColumn(reader));
        if (columns.Count(column => column.Kind == ColumnKind.Key) != 1 || columns.DistinctBy(column => column.Name).Count() != columns.Count)
            throw new InvalidDataException($"the collection '{name}' has not one key, or two columns of one name");
        var table = tables.FindOrAdd(name, columns);
        var rows = new List<object?[]>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            rows.Add([.. columns.Select(column => ReadValue(reader, column, end))]);
            if (rows.Count == RowsAtOnce || left == 1)
            {
                table.Upsert(rows);
                rows.Clear();
            }
        }
    }

    private static void Write(BinaryWriter writer, Column column)
    {
        writer.Write(column.Name);
        writer.Write((byte)column.Kind);
        writer.Write((byte)Array.IndexOf(Types, column.Type));
        writer.Write(column.IsNullable);
        if (column.Vector is not { } vector)
            return;
        writer.Write(vector.Dimensions);
        writer.Write((byte)vector.Metric);
        writer.Write(vector.Function);
    }

    private static Column ReadColumn(BinaryReader reader)
    {
        string name = reader.ReadString();
        var kind = (ColumnKind)reader.ReadByte();
        int type = reader.ReadByte();
        bool isNullable = reader.ReadBoolean();
        if (type >= Types.Length || !Enum.IsDefined(kind) || (Types[type] == typeof(float[])) != (kind == ColumnKind.Vector) || (kind == ColumnKind.Key && !StoredValue.IsKey(Types[type])))
            throw new InvalidDataException($"the column '{name}' has a kind or a type that there is not");
        if (kind != ColumnKind.Vector)
            return new Column(name, kind, Types[type]) { IsNullable = isNullable };
        var vector = new VectorColumn(reader.ReadInt32(), (Metric)reader.ReadByte(), reader.ReadString(), IndexKind: null);
        return Enum.IsDefined(vector.Metric) && vector.Dimensions > 0
            ? new Column(name, kind, Types[type]) { Vector = vector }
            : throw new InvalidDataException($"the vectors of the column '{name}' are compared in a way that there is not");
    }

    private static void Write(BinaryWriter writer, object? value)
    {
        if (value is float[] vector)
        {
            foreach (float number in vector)
                writer.Write(number);
            return;
        }
        writer.Write(value is not null);
        switch (value)
        {
            case string text: writer.Write(text); break;
            case bool isTrue: writer.Write(isTrue); break;
            case int number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case DateTime time: writer.Write(time.Ticks); break;
            case DateTimeOffset time: writer.Write(time.UtcTicks); break;
            case Guid id: writer.Write(id.ToByteArray()); break;
            case string[] texts:
                writer.Write(texts.Length);
                foreach (string text in texts)
                    writer.Write(text);
                break;
        }
    }

    private static object? ReadValue(BinaryReader reader, Column column, long end)
    {
        if (column.Vector is { } vector)
            return ReadVector(reader, column.Name, vector.Dimensions, end);
        if (!reader.ReadBoolean())
            return column.Kind == ColumnKind.Data ? null : throw new InvalidDataException("a row has no key");
        return Array.IndexOf(Types, column.Type) switch
        {
            1 => reader.ReadString(),
            2 => reader.ReadBoolean(),
            3 => reader.ReadInt32(),
            4 => reader.ReadInt64(),
            5 => reader.ReadSingle(),
            6 => reader.ReadDouble(),
            7 => new DateTime(reader.ReadInt64(), DateTimeKind.Unspecified),
            8 => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            9 => new Guid(ReadExactly(reader, 16)),
            _ => ReadTexts(reader, end),
        };
    }

    private static float[] ReadVector(BinaryReader reader, string column, int dimensions, long end)
    {
        CheckLeft(reader, (long)dimensions * sizeof(float), end);
        var vector = new float[dimensions];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
        return TensorPrimitives.IsFiniteAll<float>(vector) ? vector : throw new InvalidDataException($"a vector of '{column}' has a value that is not finite");
    }

    private static string[] ReadTexts(BinaryReader reader, long end)
    {
        int count = reader.ReadInt32();
        // Each has a byte at least.
        CheckLeft(reader, count, end);
        var texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return texts;
    }

    private static byte[] ReadExactly(BinaryReader reader, int count) => reader.ReadBytes(count) is { } bytes && bytes.Length == count ? bytes : throw new EndOfStreamException();

    private static void CheckLeft(BinaryReader reader, long bytes, long end)
    {
        if (bytes < 0 || bytes > end - reader.BaseStream.Position)
            throw new InvalidDataException("a value is longer than the file");
    }
}

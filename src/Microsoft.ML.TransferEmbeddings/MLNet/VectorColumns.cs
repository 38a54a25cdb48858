using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>Columns of vectors of Single of known length.</summary>
internal static class VectorColumns
{
    private const string Expected = "known-size vector of Single";

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static DataViewSchema.Column Find(IHostEnvironment environment, DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw MLNetInternals.MissingColumn(environment, nameof(schema), name);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single)
            throw MLNetInternals.WrongColumnType(environment, nameof(schema), name, Expected, column.Type.ToString()!);
        return column;
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void Check(IHostEnvironment environment, SchemaShape schema, string name) => MLNetInternals.CheckColumn(environment, schema, name, Expected, column =>
        column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single);

    public static int LengthOf(DataViewSchema.Column column) => ((VectorDataViewType)column.Type).Size;

    /// <summary>The vectors of the rows in which no column's is missing, for each column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">A vector has another length, or some values that are not finite.</exception>
    public static List<float[]>[] Read(IHostEnvironment environment, IDataView data, IReadOnlyList<string> names, Action checkAlive)
    {
        DataViewSchema.Column[] columns = [.. names.Select(name => Find(environment, data.Schema, name))];
        List<float[]>[] vectors = Array.ConvertAll(columns, _ => new List<float[]>());
        using var cursor = data.GetRowCursor(columns);
        var getters = Array.ConvertAll(columns, column => VectorGetter(cursor, column));
        while (cursor.MoveNext())
        {
            checkAlive();
            float[]?[] row = Array.ConvertAll(getters, getter => getter());
            if (row.Contains(null))
                continue;
            for (int i = 0; i < row.Length; i++)
                vectors[i].Add(row[i]!);
        }
        return vectors;
    }

    /// <summary>Gives a copy of the vector of the row at hand; null for one that is missing.</summary>
    private static Func<float[]?> VectorGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        return () =>
        {
            getter(ref vector);
            var values = new float[LengthOf(column)];
            return MissingVector.TryRead(vector, values, $"Column '{column.Name}'", row.Position) ? values : null;
        };
    }
}

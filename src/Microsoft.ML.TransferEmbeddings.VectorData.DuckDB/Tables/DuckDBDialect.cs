using Microsoft.ML.TransferEmbeddings.VectorData.Records;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.DuckDB.Tables;

/// <summary>DuckDB's SQL. Its own order of texts is that of their bytes.</summary>
internal sealed class DuckDBDialect : SqlDialect
{
    private static readonly Dictionary<Type, string> Types = new()
    {
        [typeof(string)] = "VARCHAR",
        [typeof(bool)] = "BOOLEAN",
        [typeof(int)] = "INTEGER",
        [typeof(long)] = "BIGINT",
        [typeof(float)] = "FLOAT",
        [typeof(double)] = "DOUBLE",
        [typeof(DateTime)] = "TIMESTAMP",
        [typeof(DateTimeOffset)] = "TIMESTAMPTZ",
        [typeof(Guid)] = "UUID",
        [typeof(string[])] = "VARCHAR[]",
    };

    public override string Table(string name) => Quote(name);

    public override string TypeOf(Column column) => column.Vector is { } vector ? $"FLOAT[{vector.Dimensions}]" : Types[column.Type];

    public override string Has(string list, string element) => $"list_contains({list}, {element})";

    public override string OrderOf(string column, Type type) => column;

    public override string Distance(string column, string parameter, VectorColumn vector)
    {
        string function = vector.Metric switch
        {
            Metric.Cosine => "array_cosine_distance",
            Metric.DotProduct => "array_negative_inner_product",
            _ => "array_distance",
        };
        return $"{function}({column}, {parameter})";
    }

    /// <summary>Zeros have the cosine -1 with everything here.</summary>
    public override string? HasDistance(string column, Column vectors, SqlStatement statement) => vectors.Vector!.Metric == Metric.Cosine
        ? $"{column} <> {ValueOf(statement.Parameter(new float[vectors.Vector.Dimensions]), vectors)}"
        : null;

    public override string ValueOf(string parameter, Column column) => $"{parameter}::{TypeOf(column)}";
}

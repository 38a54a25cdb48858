using Microsoft.ML.TransferEmbeddings.VectorData.Records;
using Microsoft.ML.TransferEmbeddings.VectorData.Sql;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Postgres.Tables;

/// <summary>PostgreSQL's SQL with pgvector's types. Vectors come and go as arrays, which the client knows without pgvector.</summary>
/// <param name="schema">Of all tables.</param>
/// <param name="vectorType">vector or halfvec.</param>
internal sealed class PostgresDialect(string schema, string vectorType) : SqlDialect
{
    private static readonly Dictionary<Type, string> Types = new()
    {
        [typeof(string)] = "text",
        [typeof(bool)] = "boolean",
        [typeof(int)] = "integer",
        [typeof(long)] = "bigint",
        [typeof(float)] = "real",
        [typeof(double)] = "double precision",
        [typeof(DateTime)] = "timestamp",
        [typeof(DateTimeOffset)] = "timestamptz",
        [typeof(Guid)] = "uuid",
        [typeof(string[])] = "text[]",
    };

    public override string Table(string name) => $"{Quote(schema)}.{Quote(name)}";

    public override string TypeOf(Column column) => column.Vector is { } vector ? $"{vectorType}({vector.Dimensions})" : Types[column.Type];

    public override string Has(string list, string element) => $"{list} @> ARRAY[{element}::text]";

    public override string OrderOf(string column, Type type) => type == typeof(string) ? $"{column} COLLATE \"C\"" : column;

    public override string Distance(string column, string parameter, VectorColumn vector)
    {
        string function = vector.Metric switch
        {
            Metric.Cosine => "<=>",
            Metric.DotProduct => "<#>",
            _ => "<->",
        };
        return $"{column} {function} {parameter}";
    }

    public override string ValueOf(string parameter, Column column) => column.Vector is null ? $"{parameter}::{TypeOf(column)}" : $"{parameter}::real[]::{TypeOf(column)}";

    public override string Read(string column, Column type) => type.Vector is null ? column : $"{column}::real[]";

    /// <summary>How a column that filters are to be fast on is indexed. Texts may be longer than a tree takes; all that is asked of them is whether they are equal.</summary>
    public static string MethodOf(Type type) => type == typeof(string) ? "hash" : type == typeof(string[]) ? "gin" : "btree";

    /// <summary>pgvector's operators for a metric.</summary>
    public string OperatorsOf(Metric metric) => vectorType + metric switch
    {
        Metric.Cosine => "_cosine_ops",
        Metric.DotProduct => "_ip_ops",
        _ => "_l2_ops",
    };
}

using Microsoft.ML.TransferEmbeddings.VectorData.Collections;
using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Sql;

/// <summary>The statements about one table.</summary>
internal sealed class SqlTable
{
    /// <summary>How a distance is called in results.</summary>
    private const string Distance = "distance of the query";

    private readonly SqlDialect dialect;
    private readonly IReadOnlyList<Column> columns;
    private readonly string table;
    private readonly string[] quoted;
    private readonly int keyColumn;

    public SqlTable(SqlDialect dialect, string name, IReadOnlyList<Column> columns)
    {
        (this.dialect, this.columns) = (dialect, columns);
        table = dialect.Table(name);
        quoted = [.. columns.Select(column => SqlDialect.Quote(column.Name))];
        keyColumn = columns.Index().First(column => column.Item.Kind == ColumnKind.Key).Index;
    }

    public string Create => $"CREATE TABLE IF NOT EXISTS {table} ({string.Join(", ", columns.Select((column, i) => $"{quoted[i]} {dialect.TypeOf(column)}{Constraint(column)}"))})";

    public string Drop => $"DROP TABLE IF EXISTS {table}";

    /// <summary>One row, whose values are the parameters in the order of the columns.</summary>
    public string UpsertRow => Upsert($"VALUES ({string.Join(", ", columns.Select((column, i) => dialect.ValueOf($"${i + 1}", column)))})");

    /// <summary>Makes a table for the rows of one call, with the same columns in the same order, which goes with the connection.</summary>
    public string Stage(string staged) => $"CREATE TEMP TABLE {SqlDialect.Quote(staged)} AS SELECT {string.Join(", ", quoted)} FROM {table} LIMIT 0";

    /// <summary>The rows of such a table.</summary>
    public string UpsertStaged(string staged) => Upsert($"SELECT {string.Join(", ", quoted)} FROM {SqlDialect.Quote(staged)}");

    public SqlStatement Delete(IReadOnlyList<object> keys)
    {
        var statement = new SqlStatement().Append($"DELETE FROM {table} WHERE ");
        return statement.Append(Condition(new Filter.In(keyColumn, keys), statement));
    }

    public SqlStatement Get(IReadOnlyList<object> keys, bool withVectors)
    {
        var statement = new SqlStatement().Append($"SELECT {Selected(withVectors)} FROM {table} WHERE ");
        return statement.Append(Condition(new Filter.In(keyColumn, keys), statement));
    }

    public SqlStatement Get(RecordQuery query)
    {
        var statement = new SqlStatement().Append($"SELECT {Selected(query.WithVectors)} FROM {table}");
        AppendWhere(statement, query.Filter, further: null);
        var order = query.Order.Append((Column: keyColumn, IsAscending: true))
            .Select(item => $"{dialect.OrderOf(quoted[item.Column], columns[item.Column].Type)} {(item.IsAscending ? "ASC NULLS FIRST" : "DESC NULLS LAST")}");
        return statement.Append($" ORDER BY {string.Join(", ", order)} LIMIT {query.Top} OFFSET {query.Skip}");
    }

    /// <summary>The distance is the last value of a row.</summary>
    public SqlStatement Search(NearestQuery query)
    {
        var statement = new SqlStatement();
        var vectors = columns[query.Column];
        string distance = dialect.Distance(quoted[query.Column], dialect.ValueOf(statement.Parameter(query.Vector), vectors), vectors.Vector!);
        statement.Append($"SELECT {Selected(query.WithVectors)}, {distance} AS {SqlDialect.Quote(Distance)} FROM {table}");
        AppendWhere(statement, query.Filter, dialect.HasDistance(quoted[query.Column], vectors, statement));
        return statement.Append($" ORDER BY {SqlDialect.Quote(Distance)} LIMIT {query.Top} OFFSET {query.Skip}");
    }

    /// <summary>A vector that isn't wanted is null, so that every value is in its column's place.</summary>
    private string Selected(bool withVectors) =>
        string.Join(", ", columns.Select((column, i) => column.Kind == ColumnKind.Vector && !withVectors ? "NULL" : dialect.Read(quoted[i], column)));

    private static string Constraint(Column column) => column.Kind == ColumnKind.Key ? " PRIMARY KEY" : column.IsNullable ? "" : " NOT NULL";

    private string Upsert(string source)
    {
        string others = string.Join(", ", quoted.Where((_, i) => i != keyColumn).Select(name => $"{name} = excluded.{name}"));
        return $"INSERT INTO {table} ({string.Join(", ", quoted)}) {source} ON CONFLICT ({quoted[keyColumn]}) DO {(others.Length == 0 ? "NOTHING" : $"UPDATE SET {others}")}";
    }

    private void AppendWhere(SqlStatement statement, Filter? filter, string? further)
    {
        string?[] conditions = [filter is null ? null : Condition(filter, statement), further];
        if (conditions.Any(condition => condition is not null))
            statement.Append($" WHERE {string.Join(" AND ", conditions.Where(condition => condition is not null))}");
    }

    /// <summary>True or false, never null: a column is compared only where it has a value.</summary>
    private string Condition(Filter filter, SqlStatement statement) => filter switch
    {
        Filter.Constant constant => constant.Value ? "TRUE" : "FALSE",
        Filter.And and => $"({Condition(and.Left, statement)} AND {Condition(and.Right, statement)})",
        Filter.Or or => $"({Condition(or.Left, statement)} OR {Condition(or.Right, statement)})",
        Filter.Not not => $"(NOT {Condition(not.Operand, statement)})",
        Filter.IsNull isNull => $"({quoted[isNull.Column]} IS NULL)",
        Filter.In { Values.Count: 0 } => "FALSE",
        Filter.In isOne => IfThere(isOne.Column, $"{quoted[isOne.Column]} IN ({string.Join(", ", isOne.Values.Select(value => Value(isOne.Column, value, statement)))})"),
        Filter.Has has => IfThere(has.Column, dialect.Has(quoted[has.Column], statement.Parameter(has.Text))),
        Filter.Compare compare => IfThere(compare.Column, $"{quoted[compare.Column]} {Operator(compare.Comparison)} {Value(compare.Column, compare.Value, statement)}"),
        _ => throw new NotSupportedException($"There is no filter {filter.GetType().Name}."),
    };

    private string IfThere(int column, string condition) => columns[column].IsNullable ? $"({quoted[column]} IS NOT NULL AND {condition})" : $"({condition})";

    private string Value(int column, object value, SqlStatement statement) => dialect.ValueOf(statement.Parameter(value), columns[column]);

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        _ => "=",
    };
}

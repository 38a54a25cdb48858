using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Sql;

/// <summary>How a database says what databases say in different ways.</summary>
internal abstract class SqlDialect
{
    /// <summary>The table of a collection, with what stands before its name.</summary>
    public abstract string Table(string name);

    /// <summary>The type of a column.</summary>
    public abstract string TypeOf(Column column);

    /// <summary>Whether a list has an element.</summary>
    public abstract string Has(string list, string element);

    /// <summary>What texts are ordered by: their code points.</summary>
    public abstract string OrderOf(string column, Type type);

    /// <summary>The distance between a column's vectors and a parameter.</summary>
    public abstract string Distance(string column, string parameter, VectorColumn vector);

    /// <summary>The condition under which a row has a distance; null where the database gives one that is not a number to the others, and puts it last.</summary>
    public virtual string? HasDistance(string column, Column vectors, SqlStatement statement) => null;

    /// <summary>A parameter that is a value of a column.</summary>
    public abstract string ValueOf(string parameter, Column column);

    /// <summary>A column's value as the database's client reads it.</summary>
    public virtual string Read(string column, Column type) => column;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

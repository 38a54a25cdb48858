using System.Text;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Sql;

/// <summary>A statement and its parameters, which are numbered from 1 as they come. Values are never part of the text.</summary>
internal sealed class SqlStatement
{
    private readonly StringBuilder text = new();
    private readonly List<object?> parameters = [];

    public string Text => text.ToString();

    public IReadOnlyList<object?> Parameters => parameters;

    public SqlStatement Append(string sql)
    {
        text.Append(sql);
        return this;
    }

    /// <returns>What stands for the value.</returns>
    public string Parameter(object? value)
    {
        parameters.Add(value);
        return $"${parameters.Count}";
    }
}

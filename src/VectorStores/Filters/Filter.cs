namespace Microsoft.ML.TransferEmbeddings.VectorData.Filters;

/// <summary>Which rows are wanted. Every filter is true or false, as in C#, also where values are null. Columns are numbers.</summary>
internal abstract record Filter
{
    public sealed record Constant(bool Value) : Filter;

    public sealed record And(Filter Left, Filter Right) : Filter;

    public sealed record Or(Filter Left, Filter Right) : Filter;

    public sealed record Not(Filter Operand) : Filter;

    public sealed record IsNull(int Column) : Filter;

    /// <param name="Column">Of a row in which null compares with nothing: the answer is false.</param>
    /// <param name="Comparison">How.</param>
    /// <param name="Value">Not null.</param>
    public sealed record Compare(int Column, Comparison Comparison, object Value) : Filter;

    /// <param name="Column">A row's value is one of these.</param>
    /// <param name="Values">None is null.</param>
    public sealed record In(int Column, IReadOnlyList<object> Values) : Filter;

    /// <param name="Column">A list of texts.</param>
    /// <param name="Text">Is one of them.</param>
    public sealed record Has(int Column, string Text) : Filter;
}

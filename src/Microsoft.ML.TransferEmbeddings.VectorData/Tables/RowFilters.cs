using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Tables;

/// <summary>Filters as functions of a row. Thread-safe.</summary>
internal static class RowFilters
{
    /// <param name="filter">Null for all rows.</param>
    public static Func<object?[], bool> Compile(Filter? filter)
    {
        switch (filter)
        {
            case null:
                return _ => true;
            case Filter.Constant constant:
                return _ => constant.Value;
            case Filter.And and:
                var (both, also) = (Compile(and.Left), Compile(and.Right));
                return row => both(row) && also(row);
            case Filter.Or or:
                var (one, other) = (Compile(or.Left), Compile(or.Right));
                return row => one(row) || other(row);
            case Filter.Not not:
                var operand = Compile(not.Operand);
                return row => !operand(row);
            case Filter.IsNull isNull:
                return row => row[isNull.Column] is null;
            case Filter.In isOne:
                var values = isOne.Values.ToHashSet();
                return row => row[isOne.Column] is { } value && values.Contains(value);
            case Filter.Has has:
                return row => row[has.Column] is string[] texts && texts.Contains(has.Text, StringComparer.Ordinal);
            case Filter.Compare { Value: string[] texts }:
                return row => row[((Filter.Compare)filter).Column] is string[] others && others.AsSpan().SequenceEqual(texts);
            case Filter.Compare { Comparison: Comparison.Equal } equal:
                return row => row[equal.Column] is { } value && value.Equals(equal.Value);
            case Filter.Compare compare:
                return row => row[compare.Column] is { } value && Holds(compare.Comparison, ValueOrder.Instance.Compare(value, compare.Value));
            default:
                throw new NotSupportedException($"There is no filter {filter.GetType().Name}.");
        }
    }

    private static bool Holds(Comparison comparison, int order) => comparison switch
    {
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        _ => order >= 0,
    };
}

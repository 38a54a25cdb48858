using System.Globalization;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Items.Data;

/// <summary>Reads keys, weights and times from columns of the types that they come in.</summary>
internal static class ColumnReader
{
    private static readonly MethodInfo NumbersMethod = typeof(ColumnReader).GetMethod(nameof(Numbers), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo KeysMethod = typeof(ColumnReader).GetMethod(nameof(Keys), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo NumberTextsMethod = typeof(ColumnReader).GetMethod(nameof(NumberTexts), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>The row's key; empty where it is missing. Keys of a key column have their names, or else their numbers; numbers are as the invariant culture writes them.</summary>
    /// <exception cref="ArgumentException">The column has another type.</exception>
    public static Func<ReadOnlyMemory<char>> KeyOf(DataViewRow row, DataViewSchema.Column column)
    {
        switch (column.Type)
        {
            case TextDataViewType:
                var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
                ReadOnlyMemory<char> text = default;
                return () =>
                {
                    getter(ref text);
                    return text;
                };
            case KeyDataViewType:
                return Make<Func<ReadOnlyMemory<char>>>(KeysMethod, row, column);
            case NumberDataViewType:
                return Make<Func<ReadOnlyMemory<char>>>(NumberTextsMethod, row, column);
            default:
                throw WrongType(column, "text, keys or numbers");
        }
    }

    /// <exception cref="ArgumentException">The column has another type.</exception>
    public static Func<double> WeightOf(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is NumberDataViewType ? Make<Func<double>>(NumbersMethod, row, column) : throw WrongType(column, "numbers");

    /// <summary>The row's time in ticks; <see cref="InteractionBuilder.NoTime"/> for a number that is not finite.</summary>
    /// <exception cref="ArgumentException">The column has another type.</exception>
    public static Func<long> TimeOf(DataViewRow row, DataViewSchema.Column column)
    {
        switch (column.Type)
        {
            case DateTimeDataViewType:
                var getTime = row.GetGetter<DateTime>(column);
                DateTime time = default;
                return () =>
                {
                    getTime(ref time);
                    return time.Ticks;
                };
            case DateTimeOffsetDataViewType:
                var getOffset = row.GetGetter<DateTimeOffset>(column);
                DateTimeOffset offset = default;
                return () =>
                {
                    getOffset(ref offset);
                    return offset.UtcTicks;
                };
            case NumberDataViewType:
                var seconds = Make<Func<double>>(NumbersMethod, row, column);
                return () => UnixTicks(seconds());
            default:
                throw WrongType(column, "dates and times, or numbers of seconds since 1970");
        }
    }

    private static long UnixTicks(double seconds)
    {
        double ticks = DateTime.UnixEpoch.Ticks + Math.Round(seconds * TimeSpan.TicksPerSecond);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : InteractionBuilder.NoTime;
    }

    private static Func<ReadOnlyMemory<char>> Keys<T>(DataViewRow row, DataViewSchema.Column column)
        where T : IBinaryInteger<T>
    {
        string[]? names = KeyNames.Of(column);
        var getter = row.GetGetter<T>(column);
        T key = default!;
        return () =>
        {
            getter(ref key);
            ulong number = ulong.CreateTruncating(key);
            return number == 0 ? default : names is null ? number.ToString(CultureInfo.InvariantCulture).AsMemory() : names[number - 1].AsMemory();
        };
    }

    private static Func<ReadOnlyMemory<char>> NumberTexts<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return T.IsNaN(value) ? default : value.ToString(null, CultureInfo.InvariantCulture).AsMemory();
        };
    }

    private static Func<double> Numbers<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return double.CreateTruncating(value);
        };
    }

    private static TReader Make<TReader>(MethodInfo method, DataViewRow row, DataViewSchema.Column column) =>
        (TReader)method.MakeGenericMethod(column.Type.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [row, column], culture: null)!;

    private static ArgumentException WrongType(DataViewSchema.Column column, string expected) =>
        new($"Column '{column.Name}' is of type {column.Type}. Name one of {expected}.");
}

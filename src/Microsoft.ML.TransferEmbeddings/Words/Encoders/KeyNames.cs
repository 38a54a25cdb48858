using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The names of the keys of a column of keys, or of vectors of keys: its annotation KeyValues as text, numbers as the invariant culture writes them.</summary>
internal static class KeyNames
{
    private static readonly MethodInfo ReadMethod = typeof(KeyNames).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Null where the column has no names, or not one for each key.</summary>
    public static string[]? Of(DataViewSchema.Column column)
    {
        var values = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type;
        if (ItemType(column) is not KeyDataViewType key || values is not VectorDataViewType type || (ulong)type.Size != key.Count)
            return null;
        return (string[])ReadMethod.MakeGenericMethod(type.ItemType.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [column.Annotations], culture: null)!;
    }

    /// <exception cref="InvalidOperationException">The column has no names.</exception>
    public static string[] Required(DataViewSchema.Column column) => Of(column) ?? throw new InvalidOperationException(
        $"The keys of column '{column.Name}' have no names by which they could be found among the vectors. Make keys by MapValueToKey, or give the column of the values themselves.");

    /// <summary>The same number must be the same key: another mapping of values to keys would give other items' vectors.</summary>
    /// <exception cref="InvalidOperationException">The column has other keys.</exception>
    public static void RequireSame(DataViewSchema.Column column, string[] names)
    {
        if (ItemType(column) is KeyDataViewType type && type.Count != (ulong)names.Length)
            throw new InvalidOperationException($"Column '{column.Name}' has {type.Count:N0} keys, and the stage was fitted on {names.Length:N0}. Map values to keys by the stage that was fitted together with this one.");
        if (Of(column) is not { } given)
            return;
        int other = Enumerable.Range(0, names.Length).FirstOrDefault(key => names[key] != given[key], -1);
        if (other >= 0)
        {
            throw new InvalidOperationException(
                $"Column '{column.Name}' has other keys than the stage was fitted on: key {other + 1} is \"{given[other]}\" and was \"{names[other]}\". " +
                "Map values to keys by the stage that was fitted together with this one.");
        }
    }

    private static DataViewType ItemType(DataViewSchema.Column column) => (column.Type as VectorDataViewType)?.ItemType ?? column.Type;

    private static string[] Read<T>(DataViewSchema.Annotations annotations)
    {
        VBuffer<T> values = default;
        annotations.GetValue(AnnotationNames.KeyValues, ref values);
        return [.. values.DenseValues().Select(value => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "")];
    }
}

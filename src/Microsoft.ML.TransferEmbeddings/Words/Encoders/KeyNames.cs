using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The names of a key column's keys: its annotation KeyValues as text, numbers as the invariant culture writes them.</summary>
internal static class KeyNames
{
    private static readonly MethodInfo ReadMethod = typeof(KeyNames).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Null where the column has no names, or not one for each key.</summary>
    public static string[]? Of(DataViewSchema.Column column)
    {
        var values = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type;
        if (column.Type is not KeyDataViewType key || values is not VectorDataViewType type || (ulong)type.Size != key.Count)
            return null;
        return (string[])ReadMethod.MakeGenericMethod(type.ItemType.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [column.Annotations], culture: null)!;
    }

    private static string[] Read<T>(DataViewSchema.Annotations annotations)
    {
        VBuffer<T> values = default;
        annotations.GetValue(AnnotationNames.KeyValues, ref values);
        return [.. values.DenseValues().Select(value => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "")];
    }
}

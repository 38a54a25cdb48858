using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>Reads labeled images of a data view.</summary>
internal static class ImageRows
{
    private const string Missing = "";

    /// <param name="data">The rows.</param>
    /// <param name="imageColumn">Paths as text, or encoded images.</param>
    /// <param name="labelColumn">Of type key or bool.</param>
    /// <param name="cancellation">Checked before each row.</param>
    /// <returns>The rows that have a label.</returns>
    public static IReadOnlyList<LabeledImage> Read(IDataView data, string imageColumn, string labelColumn, CancellationToken cancellation)
    {
        DataViewSchema.Column image = data.Schema[imageColumn], label = data.Schema[labelColumn];
        using var cursor = data.GetRowCursor([image, label]);
        var imageGetter = ImageGetter(cursor, image);
        var labelGetter = LabelGetter(cursor, label);
        var rows = new List<LabeledImage>();
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (labelGetter() is { Length: > 0 } name)
                rows.Add(new LabeledImage(imageGetter(), name));
        }
        return rows;
    }

    /// <summary>An encoded image is copied: the cursor's memory is the next row's.</summary>
    private static Func<ImageInput> ImageGetter(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            var path = Getter<ReadOnlyMemory<char>>(cursor, column);
            return () => ImageInput.FromFile(path().ToString());
        }
        if (column.Type is VectorDataViewType { ItemType: NumberDataViewType item } && item == NumberDataViewType.Byte)
        {
            var encoded = Getter<VBuffer<byte>>(cursor, column);
            return () => ImageInput.FromBytes(encoded().DenseValues().ToArray());
        }
        throw new ArgumentOutOfRangeException(nameof(column), $"The column '{column.Name}' is of type {column.Type}; Text (a path) or Vector<Byte> (an encoded image) was expected, as an image is read again in each epoch.");
    }

    private static Func<string> LabelGetter(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            var flag = Getter<bool>(cursor, column);
            return () => flag() ? "1" : "0";
        }
        return column.Type is KeyDataViewType { RawType: var type }
            ? type == typeof(byte) ? Key<byte>(key => key) : type == typeof(ushort) ? Key<ushort>(key => key) : type == typeof(ulong) ? Key<ulong>(key => key) : Key<uint>(key => key)
            : throw new ArgumentOutOfRangeException(nameof(column), $"The label column '{column.Name}' is of type {column.Type}; a key or Boolean was expected. Make a key with MapValueToKey.");

        Func<string> Key<T>(Func<T, ulong> number)
        {
            var key = Getter<T>(cursor, column);
            return () => number(key()) is > 0 and var value ? $"{value}" : Missing;
        }
    }

    private static Func<T> Getter<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var getter = cursor.GetGetter<T>(column);
        return () =>
        {
            // A value of its own each time.
            T? value = default;
            getter(ref value!);
            return value;
        };
    }
}

using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>What the slots of concatenated blocks are called: the column, a dot, and the name that the slot has there or its number, as ML.NET's Concatenate has it.</summary>
/// <param name="columns">The input columns, vectors of known size.</param>
/// <param name="indicators">Whether each block is followed by a slot that tells whether it is missing.</param>
internal sealed class FusedSlotNames(IReadOnlyList<DataViewSchema.Column> columns, bool indicators)
{
    private const string Indicator = "missing";

    /// <summary>Adds the names to a column's annotations. They are made when somebody asks for them.</summary>
    public void AddTo(DataViewSchema.Annotations.Builder builder, int dimension) => builder.Add<VBuffer<ReadOnlyMemory<char>>>(
        AnnotationNames.SlotNames, new VectorDataViewType(TextDataViewType.Instance, dimension), (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            ReadOnlyMemory<char>[] names = [.. columns.SelectMany(NamesOf).Select(name => name.AsMemory())];
            value = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        });

    private IEnumerable<string> NamesOf(DataViewSchema.Column column)
    {
        int length = ((VectorDataViewType)column.Type).Size;
        VBuffer<ReadOnlyMemory<char>> own = default;
        if (column.HasSlotNames())
            column.GetSlotNames(ref own);
        else
            own = new VBuffer<ReadOnlyMemory<char>>(length, new ReadOnlyMemory<char>[length]);
        var names = own.DenseValues().Select((name, slot) => $"{column.Name}.{(name.IsEmpty ? slot.ToString(CultureInfo.InvariantCulture) : name.ToString())}");
        return indicators ? names.Append($"{column.Name}.{Indicator}") : names;
    }
}

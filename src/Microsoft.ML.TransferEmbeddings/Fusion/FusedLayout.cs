using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Where the blocks lie in a fused vector and what stands for a missing one, as the column itself tells it to trainers after the stage.</summary>
/// <param name="Lengths">The slots of each block.</param>
/// <param name="Missing">The vector of a row that lacks all blocks.</param>
internal sealed record FusedLayout(int[] Lengths, float[] Missing)
{
    public const string LengthsName = "FusedBlockLengths", MissingName = "FusedBlocksMissing";

    /// <summary>The layout of a column; null for one that was not fused of blocks.</summary>
    public static FusedLayout? Of(DataViewSchema.Column column)
    {
        var annotations = column.Annotations;
        if (annotations.Schema.GetColumnOrNull(LengthsName) is null || annotations.Schema.GetColumnOrNull(MissingName) is null)
            return null;
        VBuffer<int> lengths = default;
        VBuffer<float> missing = default;
        annotations.GetValue(LengthsName, ref lengths);
        annotations.GetValue(MissingName, ref missing);
        return new FusedLayout([.. lengths.DenseValues()], [.. missing.DenseValues()]);
    }

    /// <exception cref="ArgumentException">The column was not fused of blocks.</exception>
    public static FusedLayout Require(DataViewSchema.Column column, string who) => Of(column) ?? throw new ArgumentException(
        $"Column '{column.Name}' has no blocks that {who} could tell from each other. Put the trainer right after FuseEmbeddings, with concatenated blocks and without Dimensions.");

    /// <param name="names">Of the slots.</param>
    public DataViewSchema.Annotations ToAnnotations(FusedSlotNames names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Add(LengthsName, NumberDataViewType.Int32, Lengths);
        Add(MissingName, NumberDataViewType.Single, Missing);
        names.AddTo(builder, Missing.Length);
        return builder.ToAnnotations();

        void Add<T>(string name, PrimitiveDataViewType type, T[] values) => builder.Add<VBuffer<T>>(
            name, new VectorDataViewType(type, values.Length), (ref VBuffer<T> value) => new VBuffer<T>(values.Length, values).CopyTo(ref value));
    }

    /// <summary>The range of slots of a block.</summary>
    public Range SlotsOf(int block)
    {
        int start = Lengths[..block].Sum();
        return start..(start + Lengths[block]);
    }

    /// <summary>Whether the row lacks the block.</summary>
    public bool IsMissing(ReadOnlySpan<float> fused, int block)
    {
        var slots = SlotsOf(block);
        return fused[slots].SequenceEqual(Missing.AsSpan(slots));
    }

    public void Drop(Span<float> fused, int block)
    {
        var slots = SlotsOf(block);
        Missing.AsSpan(slots).CopyTo(fused[slots]);
    }
}

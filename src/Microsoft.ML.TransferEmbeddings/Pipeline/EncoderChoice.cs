using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>Which encoder a column gets, by the column's type.</summary>
internal abstract class EncoderChoice
{
    /// <summary>The types that have one, for messages.</summary>
    public abstract string Types { get; }

    /// <summary>Null where no encoder takes such a column.</summary>
    /// <param name="itemType">The type of the column's values, or of the items of its vectors.</param>
    /// <param name="isVector">Whether the column has vectors.</param>
    public abstract EncoderDefinition? For(DataViewType itemType, bool isVector);

    /// <summary>One encoder for one type.</summary>
    public static EncoderChoice Only(EncoderDefinition definition, DataViewType type) => new Single(definition, type);

    private sealed class Single(EncoderDefinition definition, DataViewType type) : EncoderChoice
    {
        private readonly VectorDataViewType? vector = type as VectorDataViewType;

        public override string Types => type.ToString()!;

        public override EncoderDefinition? For(DataViewType itemType, bool isVector) =>
            isVector == vector is not null && itemType.Equals(vector?.ItemType ?? type) ? definition : null;
    }
}

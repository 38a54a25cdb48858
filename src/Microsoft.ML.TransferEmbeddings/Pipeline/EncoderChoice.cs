using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>Which encoder a column gets, by the column's type.</summary>
internal abstract class EncoderChoice
{
    /// <summary>The types that have one, for messages.</summary>
    public abstract string Types { get; }

    /// <summary>The encoder for a column; null where there is none. The encoder itself looks at the column once more.</summary>
    public abstract EncoderDefinition? For(DataViewType type);

    /// <summary>Whether a column of this shape has an encoder. A shape tells less than a type: of a key the raw type, not the count.</summary>
    public abstract bool Takes(SchemaShape.Column column);

    /// <summary>One encoder for one type.</summary>
    public static EncoderChoice Only(EncoderDefinition definition, DataViewType type) => new Single(definition, type);

    private sealed class Single(EncoderDefinition definition, DataViewType type) : EncoderChoice
    {
        private readonly VectorDataViewType? vector = type as VectorDataViewType;

        public override string Types => type.ToString()!;

        public override EncoderDefinition? For(DataViewType other) => definition;

        public override bool Takes(SchemaShape.Column column)
        {
            var item = vector?.ItemType ?? type;
            bool hasItem = item is KeyDataViewType ? column.IsKey && column.ItemType.RawType == item.RawType : !column.IsKey && column.ItemType.Equals(item);
            return hasItem && column.Kind != SchemaShape.Column.VectorKind.Scalar == vector is not null;
        }
    }
}

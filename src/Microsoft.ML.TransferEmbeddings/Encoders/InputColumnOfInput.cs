using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A type of column that an encoder reads; <see cref="InputColumn"/> creates it. Immutable and thread-safe.</summary>
/// <typeparam name="TInput">Type of the inputs.</typeparam>
public abstract class InputColumn<TInput>
{
    private readonly Func<DataViewType, bool> accepts;

    private InputColumn(string typeName, Func<DataViewType, bool> accepts)
    {
        TypeName = typeName;
        this.accepts = accepts;
    }

    /// <summary>Name of the type in messages.</summary>
    internal string TypeName { get; }

    internal bool Accepts(DataViewType type) => accepts(type);

    /// <summary>One input per row.</summary>
    internal abstract ColumnEncoder Bind(EmbeddingEncoder<TInput> encoder);

    /// <summary>Several inputs per row.</summary>
    /// <param name="encoder">Of the inputs.</param>
    /// <param name="combination">How their vectors become one.</param>
    /// <param name="size">The number of inputs per row; 0 where it varies.</param>
    /// <exception cref="NotSupportedException">The vectors are to be concatenated and their number varies.</exception>
    internal abstract ColumnEncoder BindVector(EmbeddingEncoder<TInput> encoder, InputCombination combination, int size);

    internal sealed class Of<TColumn>(string typeName, Func<DataViewType, bool> accepts, Func<TColumn, TInput> convert, int maxRowsAhead) : InputColumn<TInput>(typeName, accepts)
    {
        internal override ColumnEncoder Bind(EmbeddingEncoder<TInput> encoder) =>
            typeof(TColumn) == typeof(TInput)
                ? new SameColumnEncoder<TInput>(encoder, maxRowsAhead)
                : new ConvertedColumnEncoder<TColumn, TInput>(encoder, convert, maxRowsAhead);

        internal override ColumnEncoder BindVector(EmbeddingEncoder<TInput> encoder, InputCombination combination, int size)
        {
            bool concatenates = combination == InputCombination.Concatenate;
            if (concatenates && size == 0)
                throw new NotSupportedException($"The column has vectors of {TypeName} of no fixed size, whose embeddings can't be concatenated. Combine them by {nameof(InputCombination.Mean)}, or give the column a fixed size.");
            return new VectorColumnEncoder<TColumn, TInput>(encoder, convert, maxRowsAhead, concatenates ? size : 0);
        }
    }
}

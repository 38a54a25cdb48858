using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>Every value of the column becomes one input.</summary>
internal sealed class ConvertedColumnEncoder<TColumn, TInput>(EmbeddingEncoder<TInput> encoder, Func<TColumn, TInput> convert, int maxRowsAhead) : ColumnEncoder<TColumn>
{
    public override int Dimension => encoder.Dimension;

    public override int MaxRowsAhead => maxRowsAhead;

    public override void Encode(ReadOnlyMemory<TColumn> rows, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var inputs = ArrayPool<TInput>.Shared.Rent(rows.Length);
        try
        {
            for (int row = 0; row < rows.Length; row++)
                inputs[row] = convert(rows.Span[row]);
            encoder.Encode(inputs.AsMemory(0, rows.Length), vectors, execution, cancellationToken);
        }
        finally
        {
            ArrayPool<TInput>.Shared.Return(inputs, clearArray: true);
        }
    }

    public override void Encode(TColumn row, Span<float> vector) => encoder.Encode(convert(row), vector);
}

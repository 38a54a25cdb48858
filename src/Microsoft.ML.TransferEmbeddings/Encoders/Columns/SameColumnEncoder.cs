namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>The values of the column are the inputs.</summary>
internal sealed class SameColumnEncoder<TInput>(EmbeddingEncoder<TInput> encoder, int maxRowsAhead) : ColumnEncoder<TInput>
{
    public override int Dimension => encoder.Dimension;

    public override int MaxRowsAhead => maxRowsAhead;

    public override void Encode(ReadOnlyMemory<TInput> rows, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken) =>
        encoder.Encode(rows, vectors, execution, cancellationToken);

    public override void Encode(TInput row, Span<float> vector) => encoder.Encode(row, vector);
}

namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>Gives NaN for all values to rows that have nothing to encode, and to others what the encoder gives.</summary>
internal sealed class MissingInputEncoder<TColumn>(ColumnEncoder<TColumn> encoder, Func<TColumn, bool> isMissing) : ColumnEncoder<TColumn>
{
    public override int Dimension => encoder.Dimension;

    public override int MaxRowsAhead => encoder.MaxRowsAhead;

    public override void Encode(ReadOnlyMemory<TColumn> rows, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        encoder.Encode(rows, vectors, execution, cancellationToken);
        for (int row = 0; row < rows.Length; row++)
        {
            if (isMissing(rows.Span[row]))
                vectors.Span.Slice(row * Dimension, Dimension).Fill(float.NaN);
        }
    }

    public override void Encode(TColumn row, Span<float> vector)
    {
        if (isMissing(row))
            vector.Fill(float.NaN);
        else
            encoder.Encode(row, vector);
    }
}

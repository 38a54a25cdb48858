namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>An encoder as a column of one type sees it. Thread-safe; the encoder belongs to somebody else.</summary>
internal abstract class ColumnEncoder
{
    /// <summary>The length of a row's vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>Rows that may wait to be encoded and handed out: few where each takes much memory.</summary>
    public abstract int MaxRowsAhead { get; }
}

/// <typeparam name="TColumn">The raw type of the column.</typeparam>
internal abstract class ColumnEncoder<TColumn> : ColumnEncoder
{
    /// <summary>Encodes a window of rows.</summary>
    public abstract void Encode(ReadOnlyMemory<TColumn> rows, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken);

    /// <summary>Encodes one row on the calling thread.</summary>
    public abstract void Encode(TColumn row, Span<float> vector);
}

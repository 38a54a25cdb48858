namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>An encoder that runs no batches: a window's rows are encoded one by one, on several threads.</summary>
/// <typeparam name="TInput">The raw type of the input column.</typeparam>
internal abstract class RowEncoder<TInput> : EmbeddingEncoder<TInput>
{
    private const int RowsAtOnce = 64;

    protected sealed override void EncodeWindow(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation) =>
        ParallelWork.Run((inputs.Length + RowsAtOnce - 1) / RowsAtOnce, execution.DegreeOfParallelism, cancellation, piece =>
        {
            int end = Math.Min(inputs.Length, (piece + 1) * RowsAtOnce);
            for (int row = piece * RowsAtOnce; row < end; row++)
                EncodeOne(inputs.Span[row], vectors.Span.Slice(row * Dimension, Dimension));
        });
}

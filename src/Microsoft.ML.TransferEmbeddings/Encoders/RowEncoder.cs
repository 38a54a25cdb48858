using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An encoder that needs no batches: inputs are encoded one by one, on several threads.</summary>
/// <typeparam name="TInput">What is encoded.</typeparam>
/// <remarks><see cref="EmbeddingEncoder{TInput}.EncodeOne"/> is called by several threads at once.</remarks>
public abstract class RowEncoder<TInput> : EmbeddingEncoder<TInput>
{
    /// <summary>The number of inputs that a thread takes at once: many where one takes microseconds (64 by default), one where it takes milliseconds.</summary>
    protected virtual int InputsPerThread => 64;

    /// <inheritdoc/>
    protected sealed override void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        int atOnce = Math.Max(1, InputsPerThread);
        ParallelWork.Run((inputs.Length + atOnce - 1) / atOnce, execution.MaxDegreeOfParallelism, cancellationToken, piece =>
        {
            int end = Math.Min(inputs.Length, (piece + 1) * atOnce);
            for (int row = piece * atOnce; row < end; row++)
                EncodeOne(inputs.Span[row], vectors.Span.Slice(row * Dimension, Dimension));
        });
    }
}

using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Base class of encoders without batches, which encode inputs one by one on several threads.</summary>
/// <typeparam name="TInput">Type of the inputs.</typeparam>
/// <remarks>Derived classes must be thread-safe: <see cref="EmbeddingEncoder{TInput}.EncodeOne"/> is called by several threads at the same time.</remarks>
public abstract class RowEncoder<TInput> : EmbeddingEncoder<TInput>
{
    /// <summary>Number of inputs that a thread takes at a time; default 64, at least 1. Choose many if one takes microseconds, and 1 if it takes milliseconds.</summary>
    protected virtual int InputsPerThread => 64;

    /// <inheritdoc/>
    protected sealed override void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        int atOnce = Math.Max(1, InputsPerThread);
        ParallelWork.Run((inputs.Length + atOnce - 1) / atOnce, execution.MaxDegreeOfParallelism, cancellationToken, piece =>
        {
            int end = Math.Min(inputs.Length, (piece + 1) * atOnce);
            for (int row = piece * atOnce; row < end; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                EncodeOne(inputs.Span[row], vectors.Span.Slice(row * Dimension, Dimension));
            }
        });
    }
}

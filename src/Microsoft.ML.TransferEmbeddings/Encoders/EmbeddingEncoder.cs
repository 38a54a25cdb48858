using Microsoft.ML.TransferEmbeddings.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An opened encoder, seen without the type of its inputs: derive from <see cref="EmbeddingEncoder{TInput}"/>.</summary>
/// <remarks>Thread-safe. Disposing gives back what it holds; then it encodes no more.</remarks>
public abstract class EmbeddingEncoder : IDisposable
{
    private int disposed;

    private protected EmbeddingEncoder()
    {
    }

    /// <summary>Length of every vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number of inputs of which something was cut off since the encoder was opened.</summary>
    public long TruncatedInputs => Reports.Truncated;

    /// <summary>The number of inputs since the encoder was opened that can't be used and got a vector all the same (<see cref="InvalidInputHandling"/>).</summary>
    public long InvalidInputs => Reports.Invalid;

    internal InputReports Reports { get; set; } = new();

    /// <summary>Whether what was given back is opened again by the next use.</summary>
    private protected virtual bool ReopensWhenUsed => false;

    /// <summary>Gives back what the encoder holds. May be called again.</summary>
    public void Dispose()
    {
        if (ReopensWhenUsed || Interlocked.Exchange(ref disposed, 1) == 0)
            Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the encoder holds. Called once; other threads may still be encoding. The base class holds nothing.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Counts inputs of which something was cut off.</summary>
    /// <param name="count">How many.</param>
    protected void CountTruncated(int count) => Reports.AddTruncated(count);

    /// <summary>Does with an input that can't be used what the stage was told to: throws, or fills in the vector and counts.</summary>
    /// <param name="reason">A sentence for the log that names the input and says what is wrong with it.</param>
    /// <param name="createError">Makes what is thrown.</param>
    /// <param name="vector">The input's vector.</param>
    protected void HandleInvalid(string reason, Func<Exception> createError, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(createError);
        if (Reports.InvalidInputHandling == InvalidInputHandling.Throw)
            throw createError();
        bool zeros = Reports.InvalidInputHandling == InvalidInputHandling.ZeroVector;
        vector.Fill(zeros ? 0 : float.NaN);
        Reports.AddInvalid($"{reason} Its vector is all {(zeros ? "zeros" : "NaN")}.");
    }

    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
}

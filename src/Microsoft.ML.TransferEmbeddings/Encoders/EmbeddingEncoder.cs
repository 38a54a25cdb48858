using Microsoft.ML.TransferEmbeddings.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Base class of opened encoders, without the type of their inputs. Derive from <see cref="EmbeddingEncoder{TInput}"/>.</summary>
/// <remarks>Thread-safe. Once disposed, it can't encode any more.</remarks>
public abstract class EmbeddingEncoder : IDisposable
{
    private int disposed;

    private protected EmbeddingEncoder()
    {
    }

    /// <summary>Length of every vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>Number of inputs that were truncated since the encoder was opened.</summary>
    public long TruncatedInputs => Reports.Truncated;

    /// <summary>Number of inputs since the encoder was opened that can't be used and got a substitute vector (<see cref="InvalidInputHandling"/>).</summary>
    public long InvalidInputs => Reports.Invalid;

    internal InputReports Reports { get; set; } = new();

    /// <summary>Device that the encoder runs on: "CPU", which the base class returns, or "GPU 0" with the number of the GPU.</summary>
    public virtual string Device => "CPU";

    /// <summary>Whether the next use opens freed resources again.</summary>
    private protected virtual bool ReopensWhenUsed => false;

    /// <summary>Frees the resources of the encoder. May be called more than once.</summary>
    public void Dispose()
    {
        if (ReopensWhenUsed || Interlocked.Exchange(ref disposed, 1) == 0)
            Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the resources of the encoder. Called only once, possibly while other threads are encoding. The base class has no resources.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Counts truncated inputs, for <see cref="TruncatedInputs"/>. Thread-safe.</summary>
    /// <param name="count">Number of inputs to add, 0 or more.</param>
    protected void CountTruncated(int count) => Reports.AddTruncated(count);

    /// <summary>Handles an input that can't be used as the stage's <see cref="InvalidInputHandling"/> says: throws, or fills the vector and counts the input.</summary>
    /// <param name="reason">A sentence for the log that names the input and says what is wrong with it.</param>
    /// <param name="createError">Creates the exception to throw.</param>
    /// <param name="vector">Vector of the input, <see cref="Dimension"/> values, to be filled with zeros or NaN.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> or <paramref name="createError"/> is null.</exception>
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

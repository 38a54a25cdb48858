namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An opened encoder, seen without the type of its inputs: derive from <see cref="EmbeddingEncoder{TInput}"/>.</summary>
/// <remarks>Thread-safe. Disposing gives back what it holds; then it encodes no more.</remarks>
public abstract class EmbeddingEncoder : IDisposable
{
    /// <summary>A folder of bad files must not fill the log.</summary>
    internal const int MaxReportedInvalidInputs = 5;

    private int disposed;
    private long truncated;
    private long invalid;

    private protected EmbeddingEncoder()
    {
    }

    /// <summary>The length of every vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number of inputs of which something was cut off since the encoder was opened.</summary>
    public long TruncatedInputs => Interlocked.Read(ref truncated);

    /// <summary>The number of inputs since the encoder was opened that can't be used and got a vector all the same (<see cref="InvalidInputHandling"/>).</summary>
    public long InvalidInputs => Interlocked.Read(ref invalid);

    /// <summary>What happens to an input that can't be used.</summary>
    internal InvalidInputHandling InvalidInputHandling { get; set; }

    /// <summary>Called at the first input of which something is cut off, on the thread that encodes it.</summary>
    internal Action? OnFirstTruncated { get; set; }

    /// <summary>Called with the reason at each of the first inputs that can't be used, on the thread that encodes it.</summary>
    internal Action<string>? OnInvalid { get; set; }

    /// <summary>Gives back what the encoder holds. May be called again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the encoder holds. Called once; other threads may still be encoding. The base class holds nothing.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Counts inputs of which something was cut off.</summary>
    /// <param name="count">How many.</param>
    protected void CountTruncated(int count)
    {
        if (count > 0 && Interlocked.Add(ref truncated, count) == count)
            OnFirstTruncated?.Invoke();
    }

    /// <summary>Does with an input that can't be used what the stage was told to: throws, or fills in the vector and counts.</summary>
    /// <param name="reason">A sentence for the log that names the input and says what is wrong with it.</param>
    /// <param name="createError">Makes what is thrown.</param>
    /// <param name="vector">The input's vector.</param>
    protected void HandleInvalid(string reason, Func<Exception> createError, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(createError);
        if (InvalidInputHandling == InvalidInputHandling.Throw)
            throw createError();
        vector.Fill(InvalidInputHandling == InvalidInputHandling.ZeroVector ? 0 : float.NaN);
        if (Interlocked.Increment(ref invalid) <= MaxReportedInvalidInputs)
            OnInvalid?.Invoke($"{reason} Its vector is all {(InvalidInputHandling == InvalidInputHandling.ZeroVector ? "zeros" : "NaN")}.");
    }

    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
}

namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>
/// What is counted and reported of the inputs of an encoder, and what happens to those that can't be used. A stage keeps it while its encoder is closed and
/// opened again. Thread-safe.
/// </summary>
internal sealed class InputReports
{
    /// <summary>A folder of bad files must not fill the log.</summary>
    public const int MaxReportedInvalid = 5;

    private long truncated;
    private long invalid;

    public InvalidInputHandling InvalidInputHandling { get; init; }

    /// <summary>Called at the first input of which something is cut off, on the thread that encodes it.</summary>
    public Action? OnFirstTruncated { get; init; }

    /// <summary>Called with the reason at each of the first inputs that can't be used, on the thread that encodes it.</summary>
    public Action<string>? OnInvalid { get; init; }

    public long Truncated => Interlocked.Read(ref truncated);

    public long Invalid => Interlocked.Read(ref invalid);

    public void AddTruncated(int count)
    {
        if (count > 0 && Interlocked.Add(ref truncated, count) == count)
            OnFirstTruncated?.Invoke();
    }

    public void AddInvalid(string reason)
    {
        if (Interlocked.Increment(ref invalid) <= MaxReportedInvalid)
            OnInvalid?.Invoke(reason);
    }
}

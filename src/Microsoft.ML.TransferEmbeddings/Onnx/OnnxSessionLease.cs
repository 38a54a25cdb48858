using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>
/// The right to use a session of <see cref="OnnxSessionPool"/>. The session can't be freed while a run uses it: a disposed lease is given back
/// when its last run ends. A lease that was forgotten is given back by its finalizer.
/// </summary>
internal sealed class OnnxSessionLease(InferenceSession session, Action release) : IDisposable
{
    private const int Disposed = int.MinValue;
    private int users;
    private int freed;

    ~OnnxSessionLease() => Dispose();

    /// <summary>Runs <paramref name="use"/> with the session.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public void Use<TState>(TState state, Action<InferenceSession, TState> use)
    {
        if (Interlocked.Increment(ref users) < 0)
        {
            Leave();
            throw EmbeddingEncoder.Disposed();
        }
        try
        {
            use(session, state);
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose()
    {
        int seen = Volatile.Read(ref users);
        while (seen >= 0)
        {
            int before = Interlocked.CompareExchange(ref users, seen + Disposed, seen);
            if (before == seen)
            {
                if (seen == 0)
                    Free();
                return;
            }
            seen = before;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) == Disposed)
            Free();
    }

    private void Free()
    {
        if (Interlocked.Exchange(ref freed, 1) != 0)
            return;
        GC.SuppressFinalize(this);
        release();
    }
}

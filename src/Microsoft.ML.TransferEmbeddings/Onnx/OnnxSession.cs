using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// The right to use an inference session. A process has one session for a graph on a device, however many encoders use it; it is freed when the last of
/// them is disposed. It can't be freed while a run uses it: then it is given back when the run ends. One that was forgotten is given back by its finalizer.
/// </summary>
/// <remarks>Thread-safe.</remarks>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxSession : IDisposable
{
    private const int Disposed = int.MinValue;
    private readonly InferenceSession session;
    private readonly Action release;
    private int users;
    private int freed;

    internal OnnxSession(InferenceSession session, Action release)
    {
        this.session = session;
        this.release = release;
    }

    /// <summary>Gives a forgotten session back.</summary>
    ~OnnxSession() => Dispose();

    /// <summary>The options of every run: what goes wrong is thrown, not printed.</summary>
    public static RunOptions RunOptions => OnnxSessionPool.DefaultRun;

    /// <summary>Opens a session, or shares the one that is open for a graph of the same content on the same device.</summary>
    /// <param name="graph">The ONNX file, with its weights inside.</param>
    /// <param name="context">Where it runs.</param>
    /// <param name="hasOneShape">Whether all inputs that it will get have the same shape, as images have and texts have not: the runtime then plans its memory once.</param>
    /// <param name="fileName">What messages call the file; null for its name.</param>
    /// <exception cref="InvalidDataException">The graph can't be opened.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be used and the CPU is not allowed in its place.</exception>
    public static OnnxSession Open(ModelFile graph, EncoderContext context, bool hasOneShape = false, string? fileName = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(context);
        return OnnxSessionPool.Acquire(graph, [], context, fileName ?? graph.PathFrom(""), hasOneShape);
    }

    /// <summary>Calls back with the session, which is not freed before the call ends.</summary>
    /// <param name="state">Handed to <paramref name="use"/>.</param>
    /// <param name="use">Uses the session and does not keep it.</param>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <exception cref="ObjectDisposedException">The session was given back.</exception>
    public void Use<TState>(TState state, Action<InferenceSession, TState> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (Interlocked.Increment(ref users) < 0)
        {
            Leave();
            throw new ObjectDisposedException(
                nameof(OnnxSession),
                "The model was disposed while it was in use. Dispose of it when no thread needs it any more.");
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

    /// <summary>Gives the session back. May be called again.</summary>
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
                break;
            }
            seen = before;
        }
        GC.SuppressFinalize(this);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) == Disposed)
            Free();
    }

    private void Free()
    {
        if (Interlocked.Exchange(ref freed, 1) == 0)
            release();
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A handle of an inference session of ONNX Runtime. A process has one session for a graph on a device, however many encoders use it; it is freed when the last
/// handle is disposed. If a run still uses the session, it is freed when the run ends. A finalizer disposes of a handle that nobody disposed of.
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

    /// <summary>Disposes of a handle that nobody disposed of.</summary>
    ~OnnxSession() => Dispose();

    /// <summary>Device that the session runs on: "CPU", or "GPU 0" with the number of the GPU.</summary>
    public string Device { get; internal init; } = "CPU";

    /// <summary>Whether the session's graph is another than the file's.</summary>
    internal bool IsRewritten { get; init; }

    /// <summary>Options for every run: errors are thrown and not printed. Shared; do not dispose of them.</summary>
    public static RunOptions RunOptions => OnnxSessionPool.DefaultRun;

    /// <summary>Opens a session, or shares the one that is open for a graph of the same content on the same device.</summary>
    /// <param name="graph">The ONNX file, with its weights inside.</param>
    /// <param name="context">The device to run on.</param>
    /// <param name="hasOneShape">Whether all inputs will have the same shape, as for images and unlike for texts, so that the runtime plans its memory once; default
    /// false.</param>
    /// <param name="fileName">Name of the file in messages; null, the default, for its own.</param>
    /// <returns>The handle, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="graph"/> or <paramref name="context"/> is null.</exception>
    /// <exception cref="InvalidDataException">The graph can't be opened.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be used, and <see cref="EncoderContext.FallbackToCpu"/> is false.</exception>
    public static OnnxSession Open(ModelFile graph, EncoderContext context, bool hasOneShape = false, string? fileName = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(context);
        return OnnxSessionPool.Acquire(graph, [], context, fileName ?? graph.PathFrom(""), hasOneShape);
    }

    /// <summary>Calls a method with the session, which is not freed before the call ends.</summary>
    /// <param name="state">State that is passed to <paramref name="use"/>.</param>
    /// <param name="use">Method that uses the session. It must not keep it.</param>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="use"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
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

    /// <summary>Releases the session. May be called more than once.</summary>
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

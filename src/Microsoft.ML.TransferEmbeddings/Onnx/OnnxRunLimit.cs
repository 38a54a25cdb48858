using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Ends runs of a network before their own end, if a token is canceled or a time is up. A run that is ended throws an <see cref="OnnxRuntimeException"/>, and
/// <see cref="IsOver"/> is true. It ends with the operator that is being computed, mostly within milliseconds.
/// </summary>
/// <remarks>Thread-safe; dispose of it after the runs.</remarks>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxRunLimit : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;

    /// <summary>Starts the time.</summary>
    /// <param name="time">Time for all runs together; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Token that ends the runs earlier.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public OnnxRunLimit(TimeSpan time, CancellationToken cancellationToken = default)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = source.Token;
        registration = source.Token.Register(() => RunOptions.Terminate = true);
        source.CancelAfter(time);
    }

    /// <summary>Options to give to the runs. Errors are thrown, not printed.</summary>
    public RunOptions RunOptions { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>Token that is canceled when the time is up, or with the token that was given.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the time is up or the token was canceled.</summary>
    public bool IsOver => Token.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
        RunOptions.Dispose();
    }
}

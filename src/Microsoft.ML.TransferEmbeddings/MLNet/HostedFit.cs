using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>One training as the context sees it: the context or a token may cancel it, and the context is told how far it is, in its log and on a progress
/// channel.</summary>
internal sealed class HostedFit : IDisposable
{
    private static readonly TimeSpan LookAtContext = TimeSpan.FromMilliseconds(100);

    private readonly IHost host;
    private readonly IChannel log;
    private readonly IProgressChannel progress;
    private readonly CancellationToken token;
    private int done;
    private int total;

    /// <param name="environment">The context.</param>
    /// <param name="name">The trainer's.</param>
    /// <param name="token">From the options of the user.</param>
    public HostedFit(IHostEnvironment environment, string name, CancellationToken token = default)
    {
        this.token = token;
        host = environment.Register(name);
        log = host.Start("Training");
        progress = host.StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["steps"]), entry => entry.SetProgress(0, done, total));
    }

    /// <summary>May be called by several threads.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled, or the context, as AutoML does when a trial's time is up.</exception>
    public void ThrowIfCancelled()
    {
        token.ThrowIfCancellationRequested();
        host.CheckAlive();
    }

    /// <summary>Does work that listens to a token alone, and to the context through it.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled, or the context.</exception>
    public T Run<T>(Func<CancellationToken, T> work)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watch = new Timer(_ => CancelWithTheContext(source), null, LookAtContext, LookAtContext);
        try
        {
            return work(source.Token);
        }
        catch (OperationCanceledException)
        {
            ThrowIfCancelled();
            throw;
        }
        finally
        {
            // Waits for a look that is being taken, which may cancel the source.
            watch.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <param name="step">What begins now.</param>
    /// <param name="stepsDone">How many steps are done.</param>
    /// <param name="steps">How many there are.</param>
    public void Report(string step, int stepsDone, int steps)
    {
        (done, total) = (stepsDone, steps);
        progress.Checkpoint(stepsDone);
        log.Info($"Step {stepsDone + 1} of {steps}: {step}");
    }

    /// <summary>What the training did, and a warning where it did not converge.</summary>
    public void ReportEnd(bool converged, string message)
    {
        if (converged)
            log.Info(message);
        else
            log.Warning($"The training did not converge; raise MaxIterations, or lower C. {message}");
    }

    public void Dispose()
    {
        progress.Dispose();
        log.Dispose();
    }

    private void CancelWithTheContext(CancellationTokenSource source)
    {
        try
        {
            host.CheckAlive();
        }
        catch (OperationCanceledException)
        {
            source.Cancel();
        }
    }
}

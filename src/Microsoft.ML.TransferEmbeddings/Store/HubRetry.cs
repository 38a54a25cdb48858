namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Sends again what failed for a reason that may pass, with growing pauses.</summary>
internal sealed class HubRetry(int maxRetries, TimeSpan firstDelay)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>A hub that asks for more than this has no use for a caller that waits.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    /// <param name="attempt">What to do; fails with <see cref="HubException"/>.</param>
    /// <param name="madeProgress">Whether the attempt that failed came further than the one before: then the count begins again.</param>
    /// <param name="waits">Told of every pause and its reason.</param>
    /// <param name="cancellationToken">Ends the pauses too.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<bool> madeProgress, Action<TimeSpan, string> waits, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HubException e) when (e.IsTransient && e.RetryAfter.GetValueOrDefault() <= LongestRetryAfter)
            {
                failures = madeProgress() ? 1 : failures + 1;
                if (failures > maxRetries)
                    throw;
                var delay = DelayOf(failures, e.RetryAfter);
                waits(delay, e.Message);
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan DelayOf(int failures, TimeSpan? retryAfter)
    {
        var delay = firstDelay * Math.Pow(2, Math.Min(failures - 1, 30));
        // Up to a quarter more, so that processes that failed together don't come back together.
        delay = (delay < LongestDelay ? delay : LongestDelay) * (1 + Random.Shared.NextDouble() / 4);
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}

using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options for how a <see cref="ModelStore"/> reaches the hub. The defaults are those of the environment when the options are made. Immutable and thread-safe.
/// </summary>
public sealed class ModelStoreOptions
{
    private readonly Uri endpoint = HubEnvironment.Endpoint;
    private readonly int maxRetries = 5;
    private readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The hub's address: <c>HF_ENDPOINT</c>, or https://huggingface.co where that is not set. A mirror that speaks the same protocol does as well.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not an absolute http or https address.</exception>
    public Uri Endpoint
    {
        get => endpoint;
        init => endpoint = HubEnvironment.IsAddress(value)
            ? value
            : throw new ArgumentException(
                $"The endpoint '{value}' is not an absolute http or https address, such as https://huggingface.co.", nameof(Endpoint));
    }

    /// <summary>
    /// The access token for private and gated repositories: <c>HF_TOKEN</c>; null for none. It is sent to <see cref="Endpoint"/> alone, never where that
    /// redirects to.
    /// </summary>
    public string? Token { get; init; } = HubEnvironment.Token;

    /// <summary>Whether only what is in the store is used and no connection is opened: <c>HF_HUB_OFFLINE</c> (1, true, yes, on).</summary>
    public bool Offline { get; init; } = HubEnvironment.Offline;

    /// <summary>
    /// The client that sends the requests, for proxies and handlers of your own. It is not disposed. Null: one that all stores share, with the proxy of the
    /// system.
    /// </summary>
    /// <remarks>
    /// Its handler should not follow redirects by itself (<c>AllowAutoRedirect = false</c>): the store does, and keeps <see cref="Token"/> from other hosts.
    /// .NET's own handlers drop the token at a redirect too; one of your own must not add it again.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Maximum number of retries of a request in a row, after a cut connection, no answer, 408, 429 or 5xx; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRetries
    {
        get => maxRetries;
        init => maxRetries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "MaxRetries must be 0 or more.");
    }

    /// <summary>
    /// The wait before the first retry, one second by default; it doubles with each one up to 30 seconds. A longer wait that the hub asks for (Retry-After) is
    /// kept.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than a day.</exception>
    public TimeSpan RetryDelay
    {
        get => retryDelay;
        init => retryDelay = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryDelay), value, "RetryDelay must lie between 0 and a day.");
    }

    /// <summary>How long the hub may send nothing before the connection counts as cut; 30 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or more than a day.</exception>
    public TimeSpan Timeout
    {
        get => timeout;
        init => timeout = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Timeout must be more than 0 and at most a day.");
    }
}

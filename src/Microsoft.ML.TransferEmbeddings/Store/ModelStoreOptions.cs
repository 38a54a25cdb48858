using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Settings of the connection of a <see cref="ModelStore"/> to the hub. Defaults come from environment variables when the options are created. Immutable; as
/// thread-safe as <see cref="HttpClient"/>.
/// </summary>
public sealed class ModelStoreOptions
{
    private readonly Uri endpoint = HubEnvironment.Endpoint;
    private readonly int maxRetries = 5;
    private readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Address of the hub or of a mirror with the same protocol; default <c>HF_ENDPOINT</c>, or https://huggingface.co if that is not set.
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
    /// Access token for private and gated repositories; default <c>HF_TOKEN</c>; null for none. It is sent only to <see cref="Endpoint"/>, never to hosts that it
    /// redirects to.
    /// </summary>
    public string? Token { get; init; } = HubEnvironment.Token;

    /// <summary>Whether only files in the store are used and no connection is opened; default <c>HF_HUB_OFFLINE</c> (true for 1, true, yes, on).</summary>
    public bool Offline { get; init; } = HubEnvironment.Offline;

    /// <summary>
    /// Client that sends the requests, for proxies and handlers of your own. It stays the caller's. Null, the default, for a client that all stores share, with the
    /// system's proxy.
    /// </summary>
    /// <remarks>
    /// Its handler should not follow redirects by itself (<c>AllowAutoRedirect = false</c>): the store does, and keeps <see cref="Token"/> from other hosts.
    /// .NET's own handlers drop the token at a redirect too; one of your own must not add it again.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Maximum number of consecutive retries of a request after an interrupted connection, no answer, or status 408, 429 or 5xx; default 5, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRetries
    {
        get => maxRetries;
        init => maxRetries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "MaxRetries must be 0 or more.");
    }

    /// <summary>
    /// Delay before the first retry; default 1 second, range 0 to 1 day. It doubles with each retry up to 30 seconds. A longer delay that the hub asks for (Retry-After)
    /// takes precedence.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than a day.</exception>
    public TimeSpan RetryDelay
    {
        get => retryDelay;
        init => retryDelay = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryDelay), value, "RetryDelay must lie between 0 and a day.");
    }

    /// <summary>Time without any data from the hub after which the connection is treated as interrupted; default 30 seconds, above 0 and at most 1 day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or more than a day.</exception>
    public TimeSpan Timeout
    {
        get => timeout;
        init => timeout = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Timeout must be more than 0 and at most a day.");
    }
}

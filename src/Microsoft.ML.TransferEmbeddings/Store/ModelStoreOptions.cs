using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Settings of the connection of a <see cref="ModelStore"/> to the hub. Defaults come from environment variables when the options are created. Immutable; as
/// thread-safe as <see cref="HttpClient"/>.
/// </summary>
public sealed class ModelStoreOptions
{
    private readonly Uri endpoint = HubEnvironment.Endpoint;
    private readonly string? token = HubEnvironment.Token;
    private readonly int maxRetries = 5;
    private readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Address of the hub or of a mirror with the same protocol; default <c>HF_ENDPOINT</c>, or https://huggingface.co if that is not set. A user name and a password in
    /// it are sent only to the hub, if there is no <see cref="Token"/>, and never appear in a message.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not an absolute http or https address.</exception>
    public Uri Endpoint
    {
        get => endpoint;
        init => endpoint = HubEnvironment.IsAddress(value)
            ? value
            : throw new ArgumentException(
                $"The endpoint '{HubAddress.Show(value?.OriginalString)}' is not an absolute http or https address, such as https://huggingface.co.", nameof(Endpoint));
    }

    /// <summary>
    /// Access token for private and gated repositories; null for none. Default <c>HF_TOKEN</c>, or else <c>HUGGING_FACE_HUB_TOKEN</c>, or else that of a login with
    /// Hugging Face's tools: the content of the file <c>HF_TOKEN_PATH</c>, or else of <c>HF_HOME</c>/token, <c>XDG_CACHE_HOME</c>/huggingface/token or
    /// ~/.cache/huggingface/token. Where <c>HF_HUB_DISABLE_IMPLICIT_TOKEN</c> is 1, true, yes or on, the default is null. It is sent only to <see cref="Endpoint"/>,
    /// never to hosts that it redirects to, and never appears in a message.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty, or has a space, a line feed or another character that a token can't have.</exception>
    public string? Token
    {
        get => token;
        init => token = value is null || (value.Length > 0 && AccessToken.IsValid(value)) ? value : throw new ArgumentException(AccessToken.Problem("The value"), nameof(Token));
    }

    /// <summary>
    /// Whether only files in the store are used and no connection is opened; default <c>HF_HUB_OFFLINE</c>, or <c>TRANSFORMERS_OFFLINE</c> if that is not set (true for
    /// 1, true, yes, on).
    /// </summary>
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

    /// <summary>
    /// Receives a sentence for every delay: before a request is sent again, and while another process downloads a file. Null, the default, for none. It is called on
    /// threads of the thread pool. <see cref="ModelDownloadOptions.Progress"/> reports the same delays as values.
    /// </summary>
    public Action<string>? Log { get; init; }

    /// <summary>
    /// Maximum number of consecutive retries of a request after an interrupted connection, no answer, or status 408, 429 or 5xx; default 5, at least 0. If the hub's name
    /// is not found or the hub refuses the connection, there is no retry, unless it has answered before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRetries
    {
        get => maxRetries;
        init => maxRetries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "MaxRetries must be 0 or more.");
    }

    /// <summary>
    /// Delay before the first retry; default 1 second, range 0 to 1 day. It doubles with each retry up to 30 seconds. A longer delay that the hub asks for (RateLimit,
    /// Retry-After) takes precedence, up to 10 minutes; if the hub asks for more, there is no retry.
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

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options for the requests to a generator: sizes, retries, limits. None of them changes a vector or is saved. Immutable and thread-safe.</summary>
public sealed class GeneratorRequestOptions
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    private readonly int maxTexts = 96;
    private readonly int maxBytes = 64 << 10;
    private readonly int maxParallelRequests = 4;
    private readonly int maxRetries = 6;
    private readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);
    private readonly TimeSpan maxRetryDelay = TimeSpan.FromMinutes(2);
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(100);
    private readonly int? tokensPerMinute;
    private readonly decimal? pricePerMillionTokens;
    private readonly long keptBytes = 64 << 20;

    /// <summary>
    /// Maximum number of texts in a request; default 96, range 1 to 65,536. A request of several texts begins with a check text of ten words, by which an answer in another
    /// order, or of another model, is found out.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTexts
    {
        get => maxTexts;
        init => maxTexts = Between(1, 65_536, value, nameof(MaxTexts));
    }

    /// <summary>Maximum number of UTF-8 bytes of a request's texts, without the check text; default 65,536, at least 1. A longer text has a request of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxBytes
    {
        get => maxBytes;
        init => maxBytes = Between(1, int.MaxValue, value, nameof(MaxBytes));
    }

    /// <summary>Maximum number of requests at the same time; default 4, range 1 to 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxParallelRequests
    {
        get => maxParallelRequests;
        init => maxParallelRequests = Between(1, 1_024, value, nameof(MaxParallelRequests));
    }

    /// <summary>
    /// Maximum number of times that a request is repeated which failed in a way that may pass, such as a lost connection, a timeout, HTTP status 429 or 500 and above, or an
    /// answer with too few vectors; default 6, range 0 to 100. A client that repeats requests itself does so in addition.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxRetries
    {
        get => maxRetries;
        init => maxRetries = Between(0, 100, value, nameof(MaxRetries));
    }

    /// <summary>
    /// Wait before the first repetition; default 1 s, up to <see cref="MaxRetryDelay"/>. It doubles each time, with jitter. A wait that the service asks for
    /// (<c>Retry-After</c>) comes before it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above an hour.</exception>
    public TimeSpan RetryDelay
    {
        get => retryDelay;
        init => retryDelay = UpToAnHour(value, nameof(RetryDelay));
    }

    /// <summary>Longest wait before a repetition; default 2 minutes. If the service asks for a longer one, the request fails at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above an hour.</exception>
    public TimeSpan MaxRetryDelay
    {
        get => maxRetryDelay;
        init => maxRetryDelay = UpToAnHour(value, nameof(MaxRetryDelay));
    }

    /// <summary>Time limit for one try of a request; default 100 s, more than 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0, negative or above an hour.</exception>
    public TimeSpan Timeout
    {
        get => timeout;
        init => timeout = value > TimeSpan.Zero ? UpToAnHour(value, nameof(Timeout)) : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Timeout must be more than 0.");
    }

    /// <summary>
    /// Number of tokens a minute that requests stay below, at least 1; null, the default, for no limit. Tokens of a request are estimated from its bytes and from what earlier
    /// answers reported.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? TokensPerMinute
    {
        get => tokensPerMinute;
        init => tokensPerMinute = value is null ? null : Between(1, int.MaxValue, value.Value, nameof(TokensPerMinute));
    }

    /// <summary>Price of a million tokens, in any currency, for <see cref="GeneratorUsage.Cost"/>; null, the default, for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? PricePerMillionTokens
    {
        get => pricePerMillionTokens;
        init => pricePerMillionTokens = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(PricePerMillionTokens), value, "PricePerMillionTokens must not be negative.");
    }

    /// <summary>
    /// Maximum number of bytes of vectors that are kept in memory, so that no text is asked for twice, whatever fails in between; default 64 MB, at least 0. The oldest are dropped first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long KeptBytes
    {
        get => keptBytes;
        init => keptBytes = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(KeptBytes), value, "KeptBytes must not be negative.");
    }

    /// <summary>Receives the usage after each request, on threads of the thread pool; null, the default, for no reports.</summary>
    public IProgress<GeneratorUsage>? Progress { get; init; }

    private static int Between(int least, int most, int value, string name) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {least:N0} and {most:N0}.");

    private static TimeSpan UpToAnHour(TimeSpan value, string name) =>
        value >= TimeSpan.Zero && value <= LongestTime ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 0 and 1 hour.");
}

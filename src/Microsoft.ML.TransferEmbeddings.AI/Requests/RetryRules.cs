using System.ClientModel;
using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Which failures of a request may pass, and how long the service asks to wait.</summary>
internal static class RetryRules
{
    private const int NoStatus = 0, RequestTimeout = 408, Conflict = 409, TooManyRequests = 429, ServerErrors = 500;

    public static bool MayPass(Exception error) => error switch
    {
        UnusableAnswerException answer => answer.MayPass,
        ClientResultException result => IsTransient(result.Status),
        HttpRequestException request => request.StatusCode is not { } status || IsTransient((int)status),
        // What a client throws that has tried several times.
        AggregateException several => several.InnerExceptions.All(MayPass),
        // A client's own time limit; a cancellation by the caller does not come here.
        TimeoutException or IOException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>What the service asks for; null where it asks for nothing. Only System.ClientModel's exception has the answer's headers.</summary>
    public static TimeSpan? RetryAfter(Exception? error) => error switch
    {
        ClientResultException result when result.GetRawResponse()?.Headers is { } headers =>
            headers.TryGetValue("retry-after-ms", out string? milliseconds) && Parse(milliseconds) is { } exact ? TimeSpan.FromMilliseconds(exact)
            : headers.TryGetValue("retry-after", out string? after) ? ParseRetryAfter(after)
            : null,
        AggregateException several => several.InnerExceptions.Select(RetryAfter).Max(),
        _ => null,
    };

    private static bool IsTransient(int status) => status is NoStatus or RequestTimeout or Conflict or TooManyRequests or >= ServerErrors;

    private static TimeSpan? ParseRetryAfter(string? text) =>
        Parse(text) is { } seconds ? TimeSpan.FromSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? TimeSpan.FromTicks(Math.Max(0, (date - DateTimeOffset.UtcNow).Ticks))
        : null;

    private static double? Parse(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value < TimeSpan.MaxValue.TotalSeconds / 1_000 ? value : null;
}

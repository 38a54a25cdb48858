using System.Net;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>What users catch as <see cref="HttpRequestException"/>, with what a retry must know.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="statusCode">The hub's answer; null where there was none.</param>
/// <param name="isTransient">Whether the same request may succeed later.</param>
/// <param name="retryAfter">How long the hub asks to wait.</param>
/// <param name="inner">The cause.</param>
internal sealed class HubException(string message, HttpStatusCode? statusCode, bool isTransient, TimeSpan? retryAfter = null, Exception? inner = null)
    : HttpRequestException(message, inner, statusCode)
{
    public bool IsTransient { get; } = isTransient;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static HubException NoAnswer(Uri address, string reason, bool isTransient = true, Exception? inner = null) =>
        new(
            $"The connection to '{HubAddress.Show(address)}' failed: {reason.TrimEnd('.')}. Check the network, " +
            "the proxy (HTTPS_PROXY) and HF_ENDPOINT and try again; what was downloaded is kept.",
            statusCode: null, isTransient, inner: inner);

    /// <summary>From an answer that is not a success.</summary>
    public static HubException FromAnswer(HttpResponseMessage response, string repository, string what, bool hasToken)
    {
        int code = (int)response.StatusCode;
        string answer = $"The hub answers {code} {response.ReasonPhrase} to {what} of '{repository}'";
        string advice = (code, Header(response, "X-Error-Code")) switch
        {
            (404, "RevisionNotFound") => "there is no such revision. Check the branch, tag or commit.",
            (404, "EntryNotFound") => "there is no such file at this revision.",
            (404, _) => "there is no such repository or revision. Check the name, such as 'sentence-transformers/all-MiniLM-L6-v2', and the revision.",
            (401 or 403, _) when hasToken => "the token (ModelStoreOptions.Token, HF_TOKEN or that of your login) does not give access. Check that it is valid, " +
                "and accept the repository's terms on its page if it is gated.",
            (401 or 403, _) => "it does not exist, is private or is gated. Check the name; for a private or gated one set HF_TOKEN or ModelStoreOptions.Token, or log in with 'hf auth login'.",
            (429, _) => $"too many requests{RateLimit.DescribePolicy(response)}. Try again later, or set HF_TOKEN: requests with a token have a higher limit.",
            ( >= 500, _) => "the hub has an error. Try again later.",
            _ => "this is not expected. Check HF_ENDPOINT: is it a hub?",
        };
        return new HubException($"{answer}: {advice}", response.StatusCode, code is 408 or 429 or >= 500, WaitOf(response));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? WaitOf(HttpResponseMessage response) =>
        RateLimit.WaitOf(response) ?? response.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } date } => date - DateTimeOffset.UtcNow,
            _ => null,
        };
}

using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>The requests that the hub is asked. Whatever fails is a <see cref="HubException"/>. Thread-safe.</summary>
internal sealed class HubClient(ModelStoreOptions options)
{
    private const int MostRedirects = 5;

    /// <summary>Redirects are followed here, so that the token stays with the hub and the hub's own headers are seen.</summary>
    private static readonly Lazy<HttpClient> SharedClient = new(() => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = System.Threading.Timeout.InfiniteTimeSpan });

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "Microsoft.ML.TransferEmbeddings",
        typeof(HubClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly string root = options.Endpoint.AbsoluteUri.TrimEnd('/');
    private readonly HttpClient client = options.HttpClient ?? SharedClient.Value;

    /// <summary>The commit that a revision of the repository names, and its files.</summary>
    public async Task<HubListing> ListAsync(string repository, string revision, CancellationToken cancellationToken)
    {
        var address = new Uri($"{root}/api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true");
        using var response = await SendAsync(HttpMethod.Get, address, repository, $"revision '{revision}'", from: 0, id: null, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            using var answer = await WithinTimeoutAsync(address, ParseAsync, cancellationToken).ConfigureAwait(false);
            return HubListing.Parse(answer.RootElement, repository);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{address}' answers with something that is not JSON: {e.Message} Check HF_ENDPOINT: is it a hub?", e);
        }

        async Task<JsonDocument> ParseAsync(CancellationToken token)
        {
            var content = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(content, default, token).ConfigureAwait(false);
        }
    }

    /// <summary>Size and hash of a file whose listing has none, as mirrors may answer.</summary>
    public async Task<HubFile> DescribeAsync(string repository, string commit, HubFile file, CancellationToken cancellationToken)
    {
        var address = AddressOf(repository, commit, file.Path);
        using var response = await SendAsync(HttpMethod.Head, address, repository, $"'{file.Path}'", from: 0, id: null, cancellationToken)
            .ConfigureAwait(false);
        string? id = Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag;
        id = id?.Replace("W/", "").Trim('"');
        if (!ContentId.IsValid(id))
        {
            throw new InvalidDataException(
                $"'{address}' does not tell the hash of '{file.Path}' (its ETag is '{id}'), " +
                "so that a download can't be checked. Use another HF_ENDPOINT.");
        }
        long? size = long.TryParse(Header(response, "X-Linked-Size"), out long linked) ? linked
            : IsRedirect(response) ? null
            : response.Content.Headers.ContentLength;
        return file with { ContentId = id, Size = size };
    }

    /// <summary>
    /// Gives the file's bytes to <paramref name="write"/>, from the byte <paramref name="from"/> on if the hub is willing and from the first one otherwise.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="file">The file.</param>
    /// <param name="from">The bytes that are there already.</param>
    /// <param name="begin">Called once with the byte at which the answer begins.</param>
    /// <param name="write">Called with block after block.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    public async Task ReadAsync(
        string repository,
        string commit,
        HubFile file,
        long from,
        Action<long> begin,
        Func<ReadOnlyMemory<byte>, ValueTask> write,
        CancellationToken cancellationToken)
    {
        const int bufferBytes = 1 << 17;
        var address = AddressOf(repository, commit, file.Path);
        using var response = await SendAsync(HttpMethod.Get, address, repository, $"'{file.Path}'", from, file.ContentId, cancellationToken)
            .ConfigureAwait(false);
        bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == from;
        if (response.StatusCode == HttpStatusCode.PartialContent && !continues)
            throw HubException.NoAnswer(address, $"byte {from} was asked for and '{response.Content.Headers.ContentRange}' came");
        begin(continues ? from : 0);

        byte[] buffer = new byte[bufferBytes];
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            int read = await WithinTimeoutAsync(address, token => stream.ReadAsync(buffer, token).AsTask(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return;
            await write(buffer.AsMemory(0, read)).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, string repository, string what, long from, string? id, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.UserAgent.Add(UserAgent);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            bool sendsToken = options.Token is not null && IsHub(address);
            if (sendsToken)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                // Where the hub redirects to, other tags count; the address itself names the content there.
                if (redirects == 0)
                    request.Headers.IfRange = new RangeConditionHeaderValue($"\"{id}\"");
            }

            Task<HttpResponseMessage> SendRequestAsync(CancellationToken token) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            var response = await WithinTimeoutAsync(address, SendRequestAsync, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || (method == HttpMethod.Head && IsRedirect(response) && Header(response, "X-Linked-Etag") is not null))
                return response;
            using (response)
            {
                if (!IsRedirect(response) || redirects == MostRedirects)
                    throw HubException.FromAnswer(response, repository, what, sendsToken);
                var target = new Uri(address, response.Headers.Location!);
                if (target.Scheme != address.Scheme && target.Scheme != Uri.UriSchemeHttps)
                {
                    throw new HubException(
                        $"'{address.GetLeftPart(UriPartial.Path)}' redirects to '{target.GetLeftPart(UriPartial.Path)}', " +
                        "which is not encrypted. Check HF_ENDPOINT and the proxy.", response.StatusCode, isTransient: false);
                }
                address = target;
            }
        }
    }

    /// <summary>Turns what a dead connection throws, and silence, into a <see cref="HubException"/>.</summary>
    private async Task<T> WithinTimeoutAsync<T>(Uri address, Func<CancellationToken, Task<T>> wait, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(options.Timeout);
        try
        {
            return await wait(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw HubException.NoAnswer(address, $"nothing came for {options.Timeout.TotalSeconds:0.#} seconds", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw HubException.NoAnswer(address, e.GetBaseException().Message, e);
        }
    }

    private Uri AddressOf(string repository, string commit, string path) =>
        new($"{root}/{repository}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private bool IsHub(Uri address) =>
        Uri.Compare(address, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

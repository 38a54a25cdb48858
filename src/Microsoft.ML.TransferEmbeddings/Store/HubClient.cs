using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>The requests that the hub is asked. Whatever fails is a <see cref="HubException"/>. Thread-safe.</summary>
internal sealed class HubClient(ModelStoreOptions options)
{
    private const int MostRedirects = 5;

    /// <summary>Of an answer that lists a repository's files; that of a repository with 100,000 has 20 million.</summary>
    private const int MostListingBytes = 1 << 26;

    /// <summary>Redirects are followed here, so that the token stays with the hub and the hub's own headers are seen.</summary>
    private static readonly Lazy<HttpClient> SharedClient = new(() => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = System.Threading.Timeout.InfiniteTimeSpan });

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "Microsoft.ML.TransferEmbeddings",
        typeof(HubClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly string root = HubAddress.Show(options.Endpoint).TrimEnd('/');
    private readonly AuthenticationHeaderValue? authorization = AuthorizationOf(options);
    private readonly HttpClient client = options.HttpClient ?? SharedClient.Value;

    /// <summary>Whether there is a network and a hub in it. Then a failure that seems final may pass: a name that is not found while the network is down.</summary>
    private volatile bool hasAnswered;

    /// <summary>The commit that a revision of the repository names, and its files.</summary>
    public async Task<HubListing> ListAsync(string repository, string revision, CancellationToken cancellationToken)
    {
        var address = new Uri($"{root}/api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true");
        string? commit = HubNames.IsCommit(revision) ? revision : null;
        using var response = await SendAsync(HttpMethod.Get, address, repository, commit, $"revision '{revision}'", from: 0, id: null, cancellationToken)
            .ConfigureAwait(false);
        byte[] json = await WithinTimeoutAsync(address, token => ReadListingAsync(response, address, token), cancellationToken).ConfigureAwait(false);
        HubListing listing;
        try
        {
            using var answer = JsonDocument.Parse(json);
            listing = HubListing.Parse(answer.RootElement, repository);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{HubAddress.Show(address)}' answers with something that is not JSON: {e.Message} Check HF_ENDPOINT: is it a hub?", e);
        }
        return commit is null || listing.Commit == commit ? listing : throw OtherCommit(repository, commit, listing.Commit);
    }

    /// <summary>Size and hash of a file whose listing has none, as mirrors may answer.</summary>
    public async Task<HubFile> DescribeAsync(string repository, string commit, HubFile file, CancellationToken cancellationToken)
    {
        var address = AddressOf(repository, commit, file.Path);
        using var response = await SendAsync(HttpMethod.Head, address, repository, commit, $"'{file.Path}'", from: 0, id: null, cancellationToken)
            .ConfigureAwait(false);
        string? id = Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag;
        id = id?.Replace("W/", "").Trim('"');
        if (!ContentId.IsValid(id))
        {
            throw new InvalidDataException(
                $"'{HubAddress.Show(address)}' does not tell the hash of '{file.Path}' (its ETag is '{id}'), " +
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
        using var response = await SendAsync(HttpMethod.Get, address, repository, commit, $"'{file.Path}'", from, file.ContentId, cancellationToken)
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

    private static async Task<byte[]> ReadListingAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var json = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            json.Write(buffer, 0, read);
            if (json.Length > MostListingBytes)
                throw new InvalidDataException($"'{HubAddress.Show(address)}' answers with more than {MostListingBytes:N0} bytes; no list of files is so long. Check HF_ENDPOINT: is it a hub?");
        }
        return json.ToArray();
    }

    /// <param name="method">Of the request.</param>
    /// <param name="address">Of the hub.</param>
    /// <param name="repository">For messages.</param>
    /// <param name="commit">The commit that is asked for; null for whichever a branch has.</param>
    /// <param name="what">For messages.</param>
    /// <param name="from">The bytes that are there already.</param>
    /// <param name="id">The content of which they are.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, string repository, string? commit, string what, long from, string? id, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.UserAgent.Add(UserAgent);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            bool isHub = IsHub(address);
            if (isHub)
                request.Headers.Authorization = authorization;
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                // Where the hub redirects to, other tags count; the address itself names the content there.
                if (redirects == 0)
                    request.Headers.IfRange = new RangeConditionHeaderValue($"\"{id}\"");
            }

            Task<HttpResponseMessage> SendRequestAsync(CancellationToken token) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            var response = await WithinTimeoutAsync(address, SendRequestAsync, cancellationToken).ConfigureAwait(false);
            hasAnswered = true;
            if (isHub && commit is not null && Header(response, "X-Repo-Commit") is { } other && other != commit)
            {
                response.Dispose();
                throw OtherCommit(repository, commit, other);
            }
            if (response.IsSuccessStatusCode || (method == HttpMethod.Head && IsRedirect(response) && Header(response, "X-Linked-Etag") is not null))
                return response;
            using (response)
            {
                if (!IsRedirect(response) || redirects == MostRedirects)
                    throw HubException.FromAnswer(response, repository, what, hasToken: isHub && options.Token is not null);
                var target = new Uri(address, response.Headers.Location!);
                if (target.Scheme != address.Scheme && target.Scheme != Uri.UriSchemeHttps)
                {
                    throw new HubException(
                        $"'{HubAddress.Show(address)}' redirects to '{HubAddress.Show(target)}', " +
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
            throw HubException.NoAnswer(address, $"nothing came for {options.Timeout.TotalSeconds:0.#} seconds", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw HubException.NoAnswer(address, e.GetBaseException().Message, isTransient: hasAnswered || !IsFinal(e), e);
        }
    }

    /// <summary>Nobody of that name, nobody who listens, or somebody else: the same would come of the next try.</summary>
    private static bool IsFinal(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } or HttpRequestException { InnerException: AuthenticationException }
        || e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };

    private static AuthenticationHeaderValue? AuthorizationOf(ModelStoreOptions options)
    {
        if (options.Token is { } token)
            return new AuthenticationHeaderValue("Bearer", token);
        string user = Uri.UnescapeDataString(options.Endpoint.UserInfo);
        return user.Length > 0 ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user.Contains(':') ? user : $"{user}:"))) : null;
    }

    private static InvalidDataException OtherCommit(string repository, string commit, string other) => new(
        $"The hub answers with commit '{(other.Length > 60 ? other[..60] + "…" : other)}' of '{repository}', and {commit} was asked for. It is not used. Check HF_ENDPOINT: is it a hub?");

    private Uri AddressOf(string repository, string commit, string path) =>
        new($"{root}/{repository}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private bool IsHub(Uri address) =>
        Uri.Compare(address, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

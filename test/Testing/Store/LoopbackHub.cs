using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>A request that came to the hub.</summary>
internal sealed record HubRequest(string Method, string Path, string? Range, string? IfRange, string? Authorization, string? Cookie = null);

/// <summary>What the hub does wrong.</summary>
/// <param name="Status">Answers with this instead.</param>
/// <param name="RetryAfter">The header of that answer.</param>
/// <param name="ErrorCode">The header X-Error-Code of that answer.</param>
/// <param name="Location">Where that answer redirects to.</param>
/// <param name="CutAfter">Bytes of the body after which the connection is cut.</param>
/// <param name="FlipByte">Whether the body's last byte is wrong.</param>
/// <param name="Surplus">Whether the body goes on after its end.</param>
/// <param name="Pause">The wait between blocks of a kilobyte.</param>
/// <param name="Headers">Headers of the answer, in place of its own.</param>
/// <param name="Body">A listing, in place of the repository's.</param>
internal sealed record HubFault(
    int? Status = null, string? RetryAfter = null, string? ErrorCode = null, string? Location = null, long? CutAfter = null, bool FlipByte = false, bool Surplus = false, TimeSpan Pause = default,
    IReadOnlyDictionary<string, string>? Headers = null, string? Body = null);

/// <summary>
/// Speaks the hub's protocol on 127.0.0.1: the listing, small files with their git SHA-1 as ETag, large files by a redirect to another server, ranges.
/// </summary>
internal sealed class LoopbackHub : IAsyncDisposable
{
    private const string LargeFolder = "/large/";
    private readonly ConcurrentDictionary<string, Repository> repositories = new();
    private readonly ConcurrentQueue<HubRequest> requests = new();
    private readonly WebApplication application;
    private Uri largeFiles = null!;
    private int connections;

    private LoopbackHub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(server => server.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
        {
            Interlocked.Increment(ref connections);
            return next(connection);
        })));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    /// <summary>The hub itself.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Connections that were opened.</summary>
    public int Connections => Volatile.Read(ref connections);

    public IReadOnlyList<HubRequest> Requests => [.. requests];

    /// <summary>What goes wrong with a request; null for nothing.</summary>
    public Func<HubRequest, HubFault?> Misbehave { get; set; } = _ => null;

    /// <summary>Whether listings hold hashes and sizes, as they do on the hub and not on every mirror.</summary>
    public bool ListsHashes { get; set; } = true;

    public static async Task<LoopbackHub> StartAsync()
    {
        var hub = new LoopbackHub();
        await hub.application.StartAsync();
        hub.Endpoint = new Uri(hub.application.Urls.First());
        hub.largeFiles = new Uri(hub.application.Urls.Last());
        return hub;
    }

    /// <summary>Serves the folder's files as the repository's main branch.</summary>
    /// <returns>The commit.</returns>
    public string Add(string name, string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes);
        string commit = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.OrderBy(file => file.Key).Select(file => $"{file.Key} {IdOf(file.Key, file.Value)}")))));
        repositories[name] = new Repository(commit, files);
        return commit;
    }

    /// <summary>Adds a file to a repository's listing under any name.</summary>
    public void AddFile(string repository, string path, byte[] content) => repositories[repository].Files[path] = content;

    public static string IdOf(string path, byte[] content) => IsLarge(path)
        ? Convert.ToHexStringLower(SHA256.HashData(content))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    /// <summary>The requests for the bytes of large files.</summary>
    public IReadOnlyList<HubRequest> LargeRequests => [.. requests.Where(request => request.Path.StartsWith(LargeFolder, StringComparison.Ordinal))];

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static bool IsLarge(string path) => path.EndsWith(".onnx", StringComparison.Ordinal) || path.EndsWith(".safetensors", StringComparison.Ordinal);

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        var headers = context.Request.Headers;
        var request = new HubRequest(context.Request.Method, path, headers.Range, headers.IfRange, headers.Authorization, headers.Cookie);
        requests.Enqueue(request);
        var fault = Misbehave(request);
        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in fault?.Headers ?? new Dictionary<string, string>())
                context.Response.Headers[name] = value;
            return Task.CompletedTask;
        });
        if (fault?.Status is { } status)
        {
            context.Response.StatusCode = status;
            if (fault.RetryAfter is not null)
                context.Response.Headers.RetryAfter = fault.RetryAfter;
            if (fault.Location is not null)
                context.Response.Headers.Location = fault.Location + context.Request.QueryString;
            if (fault.ErrorCode is not null)
                context.Response.Headers["X-Error-Code"] = fault.ErrorCode;
            return;
        }

        string[] parts = path.Trim('/').Split('/');
        if (path.StartsWith(LargeFolder, StringComparison.Ordinal))
            await SendAsync(context, LargeFile(parts[1]), $"\"of-the-network-{parts[1][..8]}\"", fault);
        else if (parts is ["api", "models", .., "revision", var revision])
            await ListAsync(context, string.Join('/', parts[2..^2]), Uri.UnescapeDataString(revision), fault);
        else if (Array.IndexOf(parts, "resolve") is > 0 and var resolve)
            await ResolveAsync(context, string.Join('/', parts[..resolve]), parts[resolve + 1], string.Join('/', parts[(resolve + 2)..]), fault);
        else
            context.Response.StatusCode = 404;
    }

    private byte[] LargeFile(string id) =>
        repositories.Values.SelectMany(repository => repository.Files).First(file => IdOf(file.Key, file.Value) == id).Value;

    private async Task ListAsync(HttpContext context, string name, string revision, HubFault? fault)
    {
        if (!repositories.TryGetValue(name, out var repository) || (revision != "main" && revision != repository.Commit))
        {
            // The hub does not say whether a repository is private or is not.
            context.Response.StatusCode = repository is null ? 401 : 404;
            context.Response.Headers["X-Error-Code"] = repository is null ? "RepoNotFound" : "RevisionNotFound";
            return;
        }
        var files = repository.Files.Select(file =>
        {
            var entry = new JsonObject { ["rfilename"] = file.Key };
            if (ListsHashes && context.Request.Query.ContainsKey("blobs"))
            {
                entry["size"] = file.Value.Length;
                entry["blobId"] = new string('0', 40);
                if (IsLarge(file.Key))
                    entry["lfs"] = new JsonObject { ["sha256"] = IdOf(file.Key, file.Value), ["size"] = file.Value.Length, ["pointerSize"] = 130 };
                else
                    entry["blobId"] = IdOf(file.Key, file.Value);
            }
            return entry;
        });
        var answer = new JsonObject { ["id"] = name, ["sha"] = repository.Commit, ["siblings"] = new JsonArray([.. files]) };
        await SendAsync(context, Encoding.UTF8.GetBytes(fault?.Body ?? answer.ToJsonString()), "\"listing\"", fault);
    }

    private async Task ResolveAsync(HttpContext context, string name, string commit, string path, HubFault? fault)
    {
        if (!repositories.TryGetValue(name, out var repository) || commit != repository.Commit || !repository.Files.TryGetValue(path, out byte[]? content))
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Error-Code"] = "EntryNotFound";
            return;
        }
        string id = IdOf(path, content);
        context.Response.Headers["X-Repo-Commit"] = commit;
        if (!IsLarge(path))
        {
            await SendAsync(context, content, $"\"{id}\"", fault);
            return;
        }
        context.Response.StatusCode = 302;
        context.Response.Headers["X-Linked-Etag"] = $"\"{id}\"";
        context.Response.Headers["X-Linked-Size"] = content.Length.ToString();
        context.Response.Headers.Location = new Uri(largeFiles, $"{LargeFolder}{id}?signature=secret").AbsoluteUri;
    }

    private static async Task SendAsync(HttpContext context, byte[] content, string etag, HubFault? fault)
    {
        const int blockBytes = 1024;
        var response = context.Response;
        int from = 0;
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single();
        string? ifRange = context.Request.Headers.IfRange;
        if (range?.From is { } first && (ifRange is null || ifRange == etag))
        {
            if (first >= content.Length)
            {
                response.StatusCode = 416;
                return;
            }
            from = (int)first;
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }
        byte[] body = content[from..];
        if (fault?.FlipByte == true)
            body[^1] ^= 1;
        if (fault?.Surplus == true)
            body = [.. body, 0];
        response.Headers.ETag = etag;
        response.ContentLength = body.Length;
        if (context.Request.Method == "HEAD")
            return;
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        for (int start = 0; start < body.Length; start += blockBytes)
        {
            if (start >= fault?.CutAfter)
            {
                // A connection that is aborted takes with it what its other end has not read yet.
                await Task.Delay(100);
                context.Abort();
                return;
            }
            await response.Body.WriteAsync(body.AsMemory(start, Math.Min(blockBytes, body.Length - start)), context.RequestAborted);
            if (fault is { Pause.Ticks: > 0 })
                await Task.Delay(fault.Pause, context.RequestAborted);
            else if (fault?.CutAfter is not null)
                await response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private sealed record Repository(string Commit, Dictionary<string, byte[]> Files);
}

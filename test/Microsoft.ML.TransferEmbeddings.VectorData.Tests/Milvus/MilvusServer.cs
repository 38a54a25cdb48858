using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>A request that came to the server.</summary>
internal sealed record MilvusRequest(string Path, JsonElement Body);

/// <summary>
/// Stands in for Milvus on 127.0.0.1. It keeps rows and answers as the published reference of the REST API, version 2, says, with exact search; and it refuses what that
/// doesn't describe, and remembers that it did.
/// </summary>
internal sealed class MilvusServer : IAsyncDisposable
{
    private const string Api = "/v2/vectordb/";

    private readonly ConcurrentQueue<MilvusRequest> requests = new();
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentDictionary<string, MilvusDatabase> databases = new() { ["default"] = new(), ["other"] = new() };
    private readonly WebApplication application;

    private MilvusServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 64 << 20);
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>What callers must send; null where nobody is asked.</summary>
    public string? Token { get; init; }

    /// <summary>Whether it is of those that give numbers of 64 bits as such where that is asked for, and take a query's consistency level. Versions before 3.0 don't.</summary>
    public bool IsNew { get; init; } = true;

    /// <summary>How often a collection that was just made or loaded says that it is still loading.</summary>
    public int LooksWhileLoading { get; init; } = 1;

    /// <summary>What goes wrong with a request; null for nothing.</summary>
    public Func<MilvusRequest, MilvusFault?> Misbehave { get; set; } = _ => null;

    public IReadOnlyList<MilvusRequest> Requests => [.. requests];

    /// <summary>What was refused because the API doesn't describe it.</summary>
    public IReadOnlyList<string> Violations => [.. violations];

    public static async Task<MilvusServer> StartAsync(MilvusServer? server = null)
    {
        server ??= new MilvusServer();
        await server.application.StartAsync();
        server.Endpoint = new Uri(server.application.Urls.First());
        return server;
    }

    public static MilvusServer Create(string? token = null, bool isNew = true, int looksWhileLoading = 1) => new() { Token = token, IsNew = isNew, LooksWhileLoading = looksWhileLoading };

    /// <summary>Takes a collection out of memory, so that it must be loaded anew.</summary>
    public void Release(string collection) => databases["default"].Find(collection).LooksUntilLoaded = null;

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        MilvusFault? fault = null;
        try
        {
            CheckHeaders(context.Request);
            var request = new MilvusRequest(context.Request.Path.Value![Api.Length..], Parse(buffer.ToArray()));
            requests.Enqueue(request);
            fault = Misbehave(request);
            if (fault is { Delay.Ticks: > 0 })
                await Task.Delay(fault.Delay, context.RequestAborted);
            if (fault is { Status: not null } or { Code: not null })
            {
                await SendFaultAsync(context, fault);
                return;
            }
            var data = Do(request, IsNew && context.Request.Headers["Accept-Type-Allow-Int64"] == "true");
            await SendAsync(context, new JsonObject { ["code"] = 0, ["data"] = data }, fault?.CutsAnswer == true);
        }
        catch (Refusal e)
        {
            if (e.Code == Refusal.Invalid)
                violations.Enqueue($"{context.Request.Path}: {e.Message}");
            context.Response.StatusCode = e.Code == Refusal.Unauthenticated ? 401 : 200;
            await SendAsync(context, new JsonObject { ["code"] = e.Code, ["message"] = e.Message }, cuts: false);
        }
    }

    private void CheckHeaders(HttpRequest request)
    {
        if (request.Method != "POST" || !request.Path.StartsWithSegments("/v2/vectordb") || request.QueryString.HasValue)
            throw new Refusal($"{request.Method} {request.Path}{request.QueryString} is not of the API");
        if (request.ContentType != "application/json")
            throw new Refusal($"the content type is '{request.ContentType}'");
        if (Token is not null && request.Headers.Authorization != $"Bearer {Token}")
            throw new Refusal(Refusal.Unauthenticated, "User hasn't authenticated");
        if (Token is null && request.Headers.Authorization.Count > 0)
            throw new Refusal("a token that nobody asked for");
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new Refusal(e.Message);
        }
    }

    private JsonNode Do(MilvusRequest request, bool allowsInt64)
    {
        var arguments = new Arguments(request.Body);
        string database = arguments.Text("dbName") ?? "default";
        var found = databases.GetValueOrDefault(database) ?? throw new Refusal(Refusal.DatabaseNotFound, $"database not found[database={database}]");
        return found.Do(request.Path, arguments, new AnswerForm(allowsInt64, TakesConsistencyOfQueries: IsNew, LooksWhileLoading));
    }

    private static async Task SendFaultAsync(HttpContext context, MilvusFault fault)
    {
        context.Response.StatusCode = fault.Status ?? 200;
        if (fault.RetryAfter is not null)
            context.Response.Headers.RetryAfter = fault.RetryAfter;
        await context.Response.WriteAsync(fault.Body ?? (fault.Code is { } code ? new JsonObject { ["code"] = code, ["message"] = $"the reason of {code}" }.ToJsonString() : ""));
    }

    private static async Task SendAsync(HttpContext context, JsonObject answer, bool cuts)
    {
        byte[] body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!cuts)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}

/// <summary>How a server answers.</summary>
/// <param name="AllowsInt64">Whether numbers of 64 bits are numbers; texts otherwise.</param>
/// <param name="TakesConsistencyOfQueries">Whether a query's own consistency level counts; the collection's otherwise.</param>
/// <param name="LooksWhileLoading">How often a collection that was just made or loaded says that it is still loading.</param>
internal sealed record AnswerForm(bool AllowsInt64, bool TakesConsistencyOfQueries, int LooksWhileLoading);

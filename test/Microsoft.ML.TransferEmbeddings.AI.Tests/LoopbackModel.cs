using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpenAI;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>What the server does wrong with a request.</summary>
/// <param name="Status">Answers with this instead.</param>
/// <param name="Headers">Headers of that answer.</param>
/// <param name="Hangs">Whether no answer comes at all.</param>
/// <param name="TooFew">Whether the last vector is missing.</param>
/// <param name="Backwards">Whether the vectors come in another order, each with its index.</param>
/// <param name="Dimension">Length of the vectors.</param>
/// <param name="NotANumber">Whether the first value is NaN.</param>
internal sealed record ModelFault(
    int? Status = null, IReadOnlyDictionary<string, string>? Headers = null, bool Hangs = false, bool TooFew = false, bool Backwards = false, int? Dimension = null, bool NotANumber = false);

/// <summary>A hosted model on 127.0.0.1 that speaks OpenAI's protocol. Its vectors are those of the model inside the package.</summary>
internal sealed class LoopbackModel : IAsyncDisposable
{
    public const string Name = "loopback-embedding";

    /// <summary>What a model is recognized by.</summary>
    public const string CheckText = "The quick brown fox jumps over the lazy dog.";

    private readonly ConcurrentQueue<string[]> requests = new();
    private readonly WebApplication application;
    private int received;

    private LoopbackModel(Func<string, float[]> embed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Run(context => AnswerAsync(context, embed));
    }

    /// <summary>The base address of the interface.</summary>
    public Uri Endpoint => new($"{application.Urls.First()}/v1");

    /// <summary>What goes wrong with a request, by its number from 1 on and its texts; null for nothing.</summary>
    public Func<int, string[], ModelFault?> Misbehave { get; set; } = (_, _) => null;

    /// <summary>The texts of the requests that were answered as they should be, without the check text.</summary>
    public IReadOnlyList<string[]> Answered => [.. requests];

    public static async Task<LoopbackModel> StartAsync(Func<string, float[]>? embed = null)
    {
        var server = new LoopbackModel(embed ?? (text => TextEmbeddingModel.Default.Embed(text)));
        await server.application.StartAsync();
        return server;
    }

    /// <summary>OpenAI's own client.</summary>
    /// <param name="clientRetries">How often the client repeats a request itself.</param>
    public IEmbeddingGenerator<string, Embedding<float>> Generator(int clientRetries = 0) =>
        new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = Endpoint, RetryPolicy = new ClientRetryPolicy(clientRetries) })
            .GetEmbeddingClient(Name).AsIEmbeddingGenerator();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<string, float[]> embed)
    {
        var request = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        string[] texts = request["input"] is JsonArray several ? [.. several.Select(text => (string)text!)] : [(string)request["input"]!];
        var fault = Misbehave(Interlocked.Increment(ref received), texts);
        if (fault?.Hangs == true)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }
        foreach (var (name, value) in fault?.Headers ?? new Dictionary<string, string>())
            context.Response.Headers[name] = value;
        if (fault?.Status is { } status)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("""{"error":{"message":"not now","type":"server_error"}}""");
            return;
        }
        string[] asked = [.. texts.Except([CheckText])];
        if (fault is null && asked.Length > 0)
            requests.Enqueue(asked);
        var data = texts.Select((text, index) => new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = Encode(embed(text), fault),
        });
        if (fault?.TooFew == true)
            data = data.SkipLast(1);
        if (fault?.Backwards == true)
            data = data.Reverse();
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["model"] = Name,
            ["data"] = new JsonArray([.. data]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = TokensOf(texts), ["total_tokens"] = TokensOf(texts) },
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    public static int TokensOf(IEnumerable<string> texts) => texts.Sum(text => text.Split(' ').Length);

    private static string Encode(float[] vector, ModelFault? fault)
    {
        Array.Resize(ref vector, fault?.Dimension ?? vector.Length);
        if (fault?.NotANumber == true)
            vector[0] = float.NaN;
        return Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));
    }
}

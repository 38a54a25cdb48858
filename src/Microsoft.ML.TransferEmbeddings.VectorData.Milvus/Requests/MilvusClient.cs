using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Requests;

/// <summary>Speaks version 2 of Milvus' REST API. Thread-safe.</summary>
internal sealed class MilvusClient : IDisposable
{
    private const int Tries = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200), LongestWait = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly bool isOwner;
    private readonly Uri api;
    private readonly AuthenticationHeaderValue? authorization;
    private readonly string? database;
    private volatile bool isDisposed;

    /// <param name="http">Sends requests.</param>
    /// <param name="isOwner">Whether that goes with this.</param>
    /// <param name="endpoint">Of the server.</param>
    /// <param name="token">Null for a server that asks for none.</param>
    /// <param name="database">Null for the default one.</param>
    public MilvusClient(HttpClient http, bool isOwner, Uri endpoint, string? token, string? database)
    {
        (this.http, this.isOwner, this.database) = (http, isOwner, database);
        api = new Uri(new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/"), "v2/vectordb/");
        authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>
    /// Sends a request, and again where the server says that it is too busy for it: what it says that to, it has not begun. After any other failure nobody knows, and the
    /// caller decides.
    /// </summary>
    /// <param name="path">In the API.</param>
    /// <param name="write">Writes the properties of the body, but for the database.</param>
    /// <param name="read">Reads the answer's data.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MilvusException">The server refused, or didn't answer.</exception>
    public async Task<T> PostAsync<T>(string path, Action<Utf8JsonWriter> write, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var body = ToBody(write);
        for (int attempt = 1; ; attempt++)
        {
            ObjectDisposedException.ThrowIf(isDisposed, "MilvusVectorStore");
            TimeSpan wait;
            try
            {
                using var response = await SendAsync(path, body, cancellationToken).ConfigureAwait(false);
                wait = Wait(response, attempt);
                bool isBusy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
                if (!isBusy || attempt == Tries || wait > LongestWait)
                    return await ReadAsync(response, read, cancellationToken).ConfigureAwait(false);
            }
            catch (MilvusException e) when (e.Code == MilvusException.RateLimitExceeded && attempt < Tries)
            {
                wait = Backoff(attempt);
            }
            await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="PostAsync{T}"/>
    public Task PostAsync(string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken) => PostAsync(path, write, _ => true, cancellationToken);

    public void Dispose()
    {
        isDisposed = true;
        if (isOwner)
            http.Dispose();
    }

    private ReadOnlyMemory<byte> ToBody(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            if (database is not null)
                writer.WriteString("dbName", database);
            write(writer);
            writer.WriteEndObject();
        }
        return body.WrittenMemory;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = authorization;
        // Without it numbers of 64 bits come as texts.
        request.Headers.Add("Accept-Type-Allow-Int64", "true");
        try
        {
            return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MilvusException($"'{api.Authority}' has not answered '{path}' within {http.Timeout.TotalSeconds:N0} s. Whether it has done it is not known.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MilvusException($"'{api.Authority}' gave no answer to '{path}': {e.Message}", inner: e);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        string status = $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(answer);
        }
        catch (JsonException e)
        {
            throw new MilvusException($"Milvus answered with {status}, and not in JSON.", inner: e);
        }
        using (document)
        {
            // A refusal may come with the status 200.
            int? code = CodeOf(document.RootElement);
            if (code != 0 || !response.IsSuccessStatusCode)
                throw new MilvusException($"Milvus answered with {(code is null or 0 ? status : $"code {code}")}: {MessageOf(document.RootElement)}", code);
            try
            {
                return read(document.RootElement.TryGetProperty("data", out var data) ? data : default);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
            {
                throw new MilvusException($"Milvus' answer is none that its API describes: {e.Message}", inner: e);
            }
        }
    }

    private static int? CodeOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int value)
            ? value
            : null;

    private static string MessageOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            ? message.GetString()!
            : "it gave no reason.";

    private static TimeSpan Wait(HttpResponseMessage response, int attempt) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => Backoff(attempt),
    };

    private static TimeSpan Backoff(int attempt) => FirstWait * (1 << (attempt - 1));
}

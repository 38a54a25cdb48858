using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>
/// Asks a generator for vectors: several requests at once, repeated where that may help, no faster than is allowed, and every vector that came is kept. It outlives
/// the encoders that use it. Thread-safe.
/// </summary>
internal sealed class GeneratorConnection
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> generator;
    private readonly EmbeddingGenerationOptions? wishes;
    private readonly GeneratorRequestOptions options;
    private readonly KeptVectors kept;
    private readonly UsageCounter counter;
    private readonly TokenLimit? limit;
    private readonly ResiliencePipeline retries;
    private volatile float[]? check;

    /// <param name="generator">It stays the caller's.</param>
    /// <param name="model">Its name, for messages and meters.</param>
    /// <param name="dimensions">What requests ask for; null for the model's own.</param>
    /// <param name="options">Sizes and limits.</param>
    public GeneratorConnection(IEmbeddingGenerator<string, Embedding<float>> generator, string model, int? dimensions, GeneratorRequestOptions options)
    {
        this.generator = generator;
        this.options = options;
        Model = model;
        wishes = dimensions is null ? null : new EmbeddingGenerationOptions { Dimensions = dimensions };
        kept = new KeptVectors(options.KeptBytes);
        counter = new UsageCounter(model, options.PricePerMillionTokens);
        limit = options.TokensPerMinute is { } tokens ? new TokenLimit(tokens) : null;
        retries = options.MaxRetries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder().AddRetry(Strategy()).Build();
    }

    public string Model { get; }

    public GeneratorUsage Usage => counter.Usage;

    /// <summary>
    /// The vector of <see cref="CheckVector.Text"/>. From now on that text comes first in each request of several texts: an answer in another order, or of another model
    /// that took the place of this one, is found out. Nothing else would, as a generator drops the indexes that services give.
    /// </summary>
    public void Expect(float[] checkVector) => check = checkVector;

    /// <summary>The vector of one text.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="dimension">Length that it must have; null where that is not known yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<float[]> AskAsync(string text, int? dimension, CancellationToken cancellationToken) =>
        kept.Find(text) ?? (await AskAsync(TextRequest.Split([text], options)[0], dimension, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The vectors of several texts. After a failure no request is begun, and those that are under way are waited for: they are paid for.</summary>
    /// <param name="texts">Distinct texts, none of them empty.</param>
    /// <param name="dimension">Length of every vector.</param>
    /// <param name="receive">Called with each text and its vector, on several threads.</param>
    /// <param name="cancellationToken">Ends the wait and the requests.</param>
    /// <returns>The first failure; null for none.</returns>
    public async Task<Exception?> AskAsync(IReadOnlyCollection<string> texts, int dimension, Action<string, float[]> receive, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (string text in texts)
        {
            if (kept.Find(text) is { } vector)
                receive(text, vector);
            else
                missing.Add(text);
        }
        Exception? failure = null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(TextRequest.Split(missing, options), parallel, async (request, _) =>
        {
            if (Volatile.Read(ref failure) is not null)
                return;
            try
            {
                float[][] vectors = await AskAsync(request, dimension, cancellationToken).ConfigureAwait(false);
                foreach (var (text, vector) in request.Texts.Zip(vectors))
                    receive(text, vector);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
        }).ConfigureAwait(false);
        return failure;
    }

    private async Task<float[][]> AskAsync(TextRequest request, int? dimension, CancellationToken cancellationToken)
    {
        float[][] vectors = await retries.ExecuteAsync(
            async token => await TryAsync(request, dimension, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (var (text, vector) in request.Texts.Zip(vectors))
            kept.Add(text, vector);
        options.Progress?.Report(counter.Usage);
        return vectors;
    }

    private async Task<float[][]> TryAsync(TextRequest request, int? dimension, CancellationToken cancellationToken)
    {
        if (limit is not null)
            await limit.WaitAsync(request.Bytes, cancellationToken).ConfigureAwait(false);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        float[]? expected = request.Texts.Count > 1 ? check : null;
        IReadOnlyList<string> texts = expected is null ? request.Texts : [CheckVector.Text, .. request.Texts];
        GeneratedEmbeddings<Embedding<float>> answer;
        try
        {
            answer = await generator.GenerateAsync(texts, wishes, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer came within {options.Timeout.TotalSeconds:0.###} s.", e);
        }
        long tokens = answer.Usage?.InputTokenCount ?? answer.Usage?.TotalTokenCount ?? 0;
        counter.AddAnswer(request.Texts.Count, tokens);
        limit?.Learn(request.Bytes, tokens);
        float[][] vectors = Check(texts, answer, dimension);
        if (expected is null)
            return vectors;
        if (CheckVector.IsSame(vectors[0], expected))
            return vectors[1..];
        throw new UnusableAnswerException(
            Array.Exists(vectors, vector => CheckVector.IsSame(vector, expected))
                ? $"Its vectors came in another order than the texts. Set {nameof(GeneratorRequestOptions.MaxTexts)} in {nameof(GeneratorRequestOptions)} to 1: a request of one text has no order."
                : $"It has another model than before: the vector of a check text has the cosine {CheckVector.Cosine(vectors[0], expected):0.0000} with the earlier one, and {CheckVector.MinCosine} is needed.",
            mayPass: false);
    }

    private static float[][] Check(IReadOnlyList<string> texts, GeneratedEmbeddings<Embedding<float>> answer, int? dimension)
    {
        if (answer.Count != texts.Count)
            throw new UnusableAnswerException($"{answer.Count:N0} vectors came for {texts.Count:N0} texts.", mayPass: true);
        float[][] vectors = [.. answer.Select(embedding => embedding.Vector.ToArray())];
        int expected = dimension ?? vectors[0].Length;
        if (expected == 0 || Array.Find(vectors, vector => vector.Length != expected) is not null)
            throw new UnusableAnswerException($"A vector came with {vectors.First(vector => vector.Length != expected || expected == 0).Length:N0} values, and {expected:N0} were expected.", mayPass: false);
        if (Array.FindIndex(vectors, vector => !vector.All(float.IsFinite)) is >= 0 and var bad)
            throw new UnusableAnswerException($"The vector of the text '{Shortened(texts[bad])}' has values that are not finite.", mayPass: true);
        return vectors;
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";

    private RetryStrategyOptions Strategy() => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = options.MaxRetryDelay,
        ShouldHandle = outcome => ValueTask.FromResult(
            outcome.Outcome.Exception is { } error && RetryRules.MayPass(error) && !outcome.Context.CancellationToken.IsCancellationRequested
            && !(RetryRules.RetryAfter(error) > options.MaxRetryDelay)),
        DelayGenerator = outcome => ValueTask.FromResult(RetryRules.RetryAfter(outcome.Outcome.Exception)),
        OnRetry = _ =>
        {
            counter.AddRetry();
            return ValueTask.CompletedTask;
        },
    };
}

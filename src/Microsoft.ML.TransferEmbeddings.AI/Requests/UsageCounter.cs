using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Counts what is asked of a generator, for this model and for the meters of the process. Thread-safe.</summary>
internal sealed class UsageCounter(string model, decimal? pricePerMillionTokens)
{
    private const decimal Million = 1_000_000;

    private static readonly Meter Meter = new("Microsoft.ML.TransferEmbeddings");
    private static readonly Counter<long> RequestCounter = Meter.CreateCounter<long>("transfer_embeddings.generator.requests", "{request}", "Requests to embedding generators that were answered.");
    private static readonly Counter<long> RetryCounter = Meter.CreateCounter<long>("transfer_embeddings.generator.retries", "{request}", "Requests to embedding generators that were repeated.");
    private static readonly Counter<long> TextCounter = Meter.CreateCounter<long>("transfer_embeddings.generator.texts", "{text}", "Texts in requests to embedding generators.");
    private static readonly Counter<long> TokenCounter = Meter.CreateCounter<long>("transfer_embeddings.generator.tokens", "{token}", "Tokens that embedding generators report.");
    private static readonly Counter<double> CostCounter = Meter.CreateCounter<double>("transfer_embeddings.generator.cost", null, "Price of the tokens, in the currency of the options.");

    private readonly TagList tags = new([new("model", model)]);
    private long requests;
    private long retries;
    private long texts;
    private long tokens;

    public GeneratorUsage Usage
    {
        get
        {
            long counted = Interlocked.Read(ref tokens);
            return new GeneratorUsage(Interlocked.Read(ref requests), Interlocked.Read(ref retries), Interlocked.Read(ref texts), counted, pricePerMillionTokens * counted / Million);
        }
    }

    public void AddRetry()
    {
        Interlocked.Increment(ref retries);
        RetryCounter.Add(1, tags);
    }

    public void AddAnswer(int textCount, long tokenCount)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref texts, textCount);
        Interlocked.Add(ref tokens, tokenCount);
        RequestCounter.Add(1, tags);
        TextCounter.Add(textCount, tags);
        TokenCounter.Add(tokenCount, tags);
        if (pricePerMillionTokens is { } price)
            CostCounter.Add((double)(price * tokenCount / Million), tags);
    }
}

using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>The generator under the framework's own cache, telemetry and logging.</summary>
public sealed class MiddlewareTests
{
    private static readonly string[] Texts = ["The food was wonderful", "Terrible place, rude people"];

    private readonly IDistributedCache cache = new MemoryDistributedCache(new OptionsWrapper<MemoryDistributedCacheOptions>(new MemoryDistributedCacheOptions()));

    [Fact]
    public async Task ACachedTextIsNotEncodedAgain()
    {
        using var model = new CountingModel<ReadOnlyMemory<char>>(TextEmbeddingModel.Default);
        using var generator = Cached(model, WithFingerprint);
        var fresh = await generator.GenerateAsync(Texts);
        var again = await generator.GenerateAsync([Texts[1], "another text", Texts[0]]);
        Assert.Equal(3, model.Rows);
        Assert.Equal([fresh[1].Vector.ToArray(), fresh[0].Vector.ToArray()], new[] { again[0].Vector.ToArray(), again[2].Vector.ToArray() });
    }

    /// <summary>The trap: the framework's keys have the text and not the model. The other test shows that the fingerprint leads out of it.</summary>
    [Fact]
    public async Task WithoutTheFingerprintOneModelsVectorsComeOutOfTheOthersCache()
    {
        var (one, other) = await TwoModelsOnOneCache(_ => { });
        Assert.Equal(one, other);
    }

    [Fact]
    public async Task WithTheFingerprintEachModelHasItsOwnVectors()
    {
        var (one, other) = await TwoModelsOnOneCache(WithFingerprint);
        Assert.Equal(256, one.Length);
        Assert.Equal(64, other.Length);
    }

    [Fact]
    public async Task TelemetryNamesProviderModelAndTokens()
    {
        const string source = "telemetry-of-the-test";
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { ModelId = "minilm-static" })
            .AsBuilder().UseOpenTelemetry(sourceName: source).Build();
        var usage = (await generator.GenerateAsync(Texts)).Usage!;

        var activity = Assert.Single(activities);
        Assert.Equal("embeddings minilm-static", activity.DisplayName);
        Assert.Equal("microsoft.ml.transferembeddings", activity.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(256, activity.GetTagItem("gen_ai.embeddings.dimension.count"));
        Assert.Equal((int)usage.InputTokenCount!.Value, Convert.ToInt32(activity.GetTagItem("gen_ai.usage.input_tokens")));
    }

    [Fact]
    public async Task LoggingSeesRequestsAndErrors()
    {
        var logger = new ListLogger();
        using var factory = new ListLoggerFactory(logger);
        using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator().AsBuilder().UseLogging(factory).Build();
        await generator.GenerateAsync(Texts);
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, new EmbeddingGenerationOptions { ModelId = "another" }));
        Assert.Contains(logger.Lines, line => line.Contains("GenerateAsync invoked"));
        Assert.Contains(logger.Lines, line => line.Contains("generated 2 embedding"));
        Assert.Contains(logger.Lines, line => line.Contains("failed"));
    }

    private static void WithFingerprint(DistributedCachingEmbeddingGenerator<string, Embedding<float>> cache) =>
        cache.CacheKeyAdditionalValues = [cache.GetRequiredService<EmbeddingModel>().Fingerprint];

    private async Task<(float[] One, float[] Other)> TwoModelsOnOneCache(Action<DistributedCachingEmbeddingGenerator<string, Embedding<float>>> configure)
    {
        using var shorter = TextEmbeddingModel.FromDirectory(
            Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", "minilm-static"), new TextEmbeddingModelOptions { Dimensions = 64 });
        using var one = Cached(TextEmbeddingModel.Default, configure);
        using var other = Cached(shorter, configure);
        return ((await one.GenerateVectorAsync(Texts[0])).ToArray(), (await other.GenerateVectorAsync(Texts[0])).ToArray());
    }

    private IEmbeddingGenerator<string, Embedding<float>> Cached(
        EmbeddingModel<ReadOnlyMemory<char>> model, Action<DistributedCachingEmbeddingGenerator<string, Embedding<float>>> configure) =>
        model.AsEmbeddingGenerator().AsBuilder().UseDistributedCache(cache, configure).Build();

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private sealed class ListLoggerFactory(ListLogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}

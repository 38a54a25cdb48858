using System.Diagnostics.Metrics;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>A hosted model as a stage, by OpenAI's own client, and a server that does everything wrong that servers do.</summary>
public sealed class GeneratorModelTests : IAsyncLifetime
{
    private const int TextCount = 60;

    private static readonly string[] Texts = [.. Enumerable.Range(0, TextCount).Select(i => $"The dinner was number {i} of all dinners")];

    private LoopbackModel server = null!;

    public async ValueTask InitializeAsync() => server = await LoopbackModel.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void VectorsAreTheServers()
    {
        using var model = Model();
        Assert.Equal((LoopbackModel.Name, 256), (model.Name, model.Dimension));
        Assert.Equal(Expected(Texts), Embed(model, Texts));
        Assert.Equal(TextEmbeddingModel.Default.Embed("alone"), model.Embed("alone".AsMemory()));
        Assert.Equal([.. Texts.Chunk(7).Select(texts => texts.Length), 1], server.Answered.OrderByDescending(texts => texts.Length).Select(texts => texts.Length));
    }

    [Fact]
    public void ATextIsAskedForOnceAndAnEmptyOneNever()
    {
        using var model = Model();
        string[] texts = ["food", "", "food", "place"];
        float[][] vectors = Embed(model, texts);
        Assert.Equal([TextEmbeddingModel.Default.Embed("food"), new float[256], TextEmbeddingModel.Default.Embed("food"), TextEmbeddingModel.Default.Embed("place")], vectors);
        Embed(model, ["place", "another"]);
        Assert.Equal([["food", "place"], ["another"]], server.Answered);
    }

    [Fact]
    public void RequestsAreCutByCountAndBytes()
    {
        using var model = Model(new GeneratorRequestOptions { MaxTexts = 4, MaxBytes = 10, MaxParallelRequests = 1 });
        Embed(model, ["a", "b", "c", "d", "ääää", "e", "a text that is longer than a request may be", "f"]);
        Assert.Equal([["a", "b", "c"], ["d", "ääää", "e"], ["a text that is longer than a request may be"], ["f"]], server.Answered);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, null)]
    [InlineData(429, "retry-after-ms")]
    [InlineData(429, null)]
    [InlineData(408, null)]
    public void EveryThirdRequestMayFail(int status, string? header)
    {
        using var model = Model();
        server.Misbehave = (number, _) => number % 3 != 0 ? null
            : new ModelFault(status, header is null ? null : new Dictionary<string, string> { [header] = "1" });
        Assert.Equal(Expected(Texts), Embed(model, Texts));
        Assert.Equal(TextCount, server.Answered.Sum(texts => texts.Length));
        Assert.True(model.Usage.Retries > 0);
    }

    /// <summary>With its own delay this would take minutes.</summary>
    [Fact]
    public async Task RetryAfterOverrulesTheDelay()
    {
        using var model = Model(new GeneratorRequestOptions { RetryDelay = TimeSpan.FromMinutes(2) });
        server.Misbehave = (number, _) => number == 2 ? new ModelFault(429, new Dictionary<string, string> { ["Retry-After"] = "1" }) : null;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.Run(() => Embed(model, ["food"])).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(0.9), $"waited {watch.Elapsed}");
        Assert.Equal(1, model.Usage.Retries);
    }

    [Fact]
    public void AnAskForAnHourIsAnErrorAtOnce()
    {
        using var model = Model();
        server.Misbehave = (_, _) => new ModelFault(429, new Dictionary<string, string> { ["Retry-After"] = "3600" });
        Assert.Throws<PartialEncodingException>(() => Embed(model, ["food"]));
        Assert.Equal(0, model.Usage.Retries);
    }

    [Fact]
    public void AServerThatHangsIsAskedAgain()
    {
        using var model = Model(Fast(timeout: TimeSpan.FromMilliseconds(500)));
        server.Misbehave = (number, _) => number % 3 == 0 ? new ModelFault(Hangs: true) : null;
        Assert.Equal(Expected(Texts), Embed(model, Texts));

        server.Misbehave = (_, _) => null;
        using var impatient = Model(new GeneratorRequestOptions { MaxRetries = 0, Timeout = TimeSpan.FromSeconds(2) });
        server.Misbehave = (_, _) => new ModelFault(Hangs: true);
        var error = Assert.Throws<PartialEncodingException>(() => Embed(impatient, ["hanging"]));
        Assert.Contains("No answer came within 2 s", error.Message);
    }

    [Fact]
    public void TheClientsOwnRetriesDoNoHarm()
    {
        using var model = TextEmbeddingModel.FromGenerator(server.Generator(clientRetries: 1), new GeneratorModelOptions { Requests = Fast() });
        server.Misbehave = (number, _) => number % 3 == 0 ? new ModelFault(500, new Dictionary<string, string> { ["retry-after-ms"] = "1" }) : null;
        Assert.Equal(Expected(Texts), Embed(model, Texts));
    }

    [Fact]
    public void TooFewVectorsAreAskedForAgain()
    {
        using var model = Model();
        server.Misbehave = (number, _) => number % 3 == 0 ? new ModelFault(TooFew: true) : null;
        Assert.Equal(Expected(Texts), Embed(model, Texts));

        server.Misbehave = (_, _) => new ModelFault(TooFew: true);
        Assert.Contains("2 vectors came for 3 texts", Assert.Throws<PartialEncodingException>(() => Embed(model, ["one", "two"])).Message);
    }

    [Fact]
    public void VectorsInAnotherOrderAreFoundOut()
    {
        using var model = Model();
        server.Misbehave = (number, _) => number % 3 == 0 ? new ModelFault(Backwards: true) : null;
        var error = Assert.Throws<PartialEncodingException>(() => Embed(model, Texts));
        Assert.Contains("came in another order than the texts. Set MaxTexts in GeneratorRequestOptions to 1", error.Message);

        using var oneByOne = Model(new GeneratorRequestOptions { MaxTexts = 1 });
        Assert.Equal(Expected(Texts), Embed(oneByOne, Texts));
    }

    [Fact]
    public async Task AModelThatIsReplacedMeanwhileIsFoundOut()
    {
        bool isReplaced = false;
        await using var changing = await LoopbackModel.StartAsync(text => TextEmbeddingModel.Default.Embed(isReplaced ? $"other {text}" : text));
        using var model = TextEmbeddingModel.FromGenerator(changing.Generator());
        isReplaced = true;
        Assert.Contains("It has another model than before", Assert.Throws<PartialEncodingException>(() => Embed(model, Texts)).Message);
    }

    [Fact]
    public void AnotherDimensionIsAnErrorAtOnce()
    {
        using var model = Model();
        server.Misbehave = (_, _) => new ModelFault(Dimension: 3);
        var error = Assert.Throws<PartialEncodingException>(() => Embed(model, ["food"]));
        Assert.Contains("A vector came with 3 values, and 256 were expected", error.Message);
        Assert.Equal(0, model.Usage.Retries);
    }

    [Fact]
    public void NaNIsAskedForAgainAndThenAnErrorThatNamesTheText()
    {
        using var model = Model();
        server.Misbehave = (number, _) => number % 3 == 0 ? new ModelFault(NotANumber: true) : null;
        Assert.Equal(Expected(Texts), Embed(model, Texts));

        server.Misbehave = (_, _) => new ModelFault(NotANumber: true);
        Assert.Contains("The vector of the text 'food' has values that are not finite", Assert.Throws<PartialEncodingException>(() => Embed(model, ["food"])).Message);
    }

    [Fact]
    public void ASecondRunAsksOnlyForWhatIsMissing()
    {
        using var model = Model();
        server.Misbehave = (_, texts) => texts.Contains(Texts[20]) ? new ModelFault(400) : null;
        var error = Assert.Throws<PartialEncodingException>(() => Embed(model, Texts));
        int answered = server.Answered.Sum(texts => texts.Length);
        Assert.Equal(answered, error.EncodedInputs.Count);
        Assert.DoesNotContain(20, error.EncodedInputs);
        Assert.Contains($"Of {TextCount} texts, {answered} had their vectors before", error.Message);
        Assert.InRange(answered, 1, TextCount - 1);

        server.Misbehave = (_, _) => null;
        Assert.Equal(Expected(Texts), Embed(model, Texts));
        Assert.Equal(Texts.Order(), server.Answered.SelectMany(texts => texts).Order());
    }

    /// <summary>Whoever keeps vectors can keep those that came before the failure.</summary>
    [Fact]
    public void WhatCameBeforeAFailureHasBeenWritten()
    {
        using var model = Model();
        server.Misbehave = (_, texts) => texts.Contains(Texts[20]) ? new ModelFault(400) : null;
        using var encoder = model.Definition.Open(EncoderContext.Cpu);
        var vectors = new float[TextCount * 256];
        var error = Assert.Throws<PartialEncodingException>(() => encoder.Encode(Texts.Select(text => text.AsMemory()).ToArray(), vectors, new EmbeddingExecutionOptions()));
        float[][] expected = Expected(Texts);
        Assert.NotEmpty(error.EncodedInputs);
        Assert.Equal(error.EncodedInputs.Order(), error.EncodedInputs);
        Assert.All(error.EncodedInputs, row => Assert.Equal(expected[row], vectors[(row * 256)..((row + 1) * 256)]));
    }

    /// <summary>Another run of the program has nothing but the file: no model, and no vector in memory.</summary>
    [Fact]
    public void AFileOfTheCacheHasWhatCameBeforeAFailure()
    {
        using var folder = new TemporaryFolder();
        server.Misbehave = (_, texts) => texts.Contains(Texts[20]) ? new ModelFault(400) : null;
        Assert.Throws<PartialEncodingException>(() => RunWithCache(folder["cache.db"]));
        Assert.InRange(server.Answered.Sum(texts => texts.Length), 1, TextCount - 1);

        server.Misbehave = (_, _) => null;
        Assert.Equal(Expected(Texts), RunWithCache(folder["cache.db"]));
        Assert.Equal(Texts.Order(), server.Answered.SelectMany(texts => texts).Order());

        float[][] RunWithCache(string file)
        {
            using var cache = EmbeddingCache.Open(file);
            var ml = new MLContext(seed: 1).UseEmbeddingOptions(new EmbeddingContextOptions { Cache = cache });
            var rows = ml.Data.LoadFromEnumerable(Texts.Select(text => new { Sentence = text }));
            using var model = Model(Fast(keptBytes: 0));
            using var stage = ml.Transforms.Embed("Features", model, "Sentence").Fit(rows);
            return [.. stage.Transform(rows).GetColumn<float[]>("Features")];
        }
    }

    [Fact]
    public void NoMoreIsKeptThanIsAllowed()
    {
        using var model = Model(Fast(keptBytes: 0));
        Embed(model, ["food"]);
        Embed(model, ["food"]);
        Assert.Equal([["food"], ["food"]], server.Answered);
    }

    [Fact]
    public void UsageCountsRequestsTokensAndTheirPrice()
    {
        var meters = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Microsoft.ML.TransferEmbeddings")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        var reports = new List<GeneratorUsage>();
        var options = new GeneratorRequestOptions { MaxTexts = 8, PricePerMillionTokens = 20_000, Progress = new Reports(reports.Add) };
        using var model = TextEmbeddingModel.FromGenerator(server.Generator(), new GeneratorModelOptions { Name = "metered", Requests = options });
        Embed(model, Texts);

        // The check text comes alone, and then with each of the nine requests.
        int tokens = LoopbackModel.TokensOf(Texts) + (10 * LoopbackModel.TokensOf([LoopbackModel.CheckText]));
        Assert.Equal(new GeneratorUsage(Requests: 10, Retries: 0, Texts: TextCount + 1, tokens, Cost: tokens / 50m), model.Usage);
        Assert.Equal(10, reports.Count);
        Assert.Equal(10, meters["transfer_embeddings.generator.requests"]);
        Assert.Equal(TextCount + 1, meters["transfer_embeddings.generator.texts"]);
        Assert.Equal(tokens, meters["transfer_embeddings.generator.tokens"]);
        Assert.Equal(tokens / 50.0, meters["transfer_embeddings.generator.cost"], 1e-6);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (!tags.Contains(KeyValuePair.Create<string, object?>("model", "metered")))
                return;
            lock (meters)
                meters[instrument.Name] = meters.GetValueOrDefault(instrument.Name) + value;
        }
    }

    /// <summary>Ten tokens a second, and the last answers say how many bytes have a token.</summary>
    [Fact]
    public async Task TokensAMinuteHoldRequestsBack()
    {
        using var model = Model(new GeneratorRequestOptions { MaxTexts = 1, TokensPerMinute = 600 });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.Run(() => Embed(model, [.. Enumerable.Range(0, 6).Select(i => $"a text of about six tokens {i}")])).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1.5), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task CancellationEndsARunThatWaits()
    {
        using var model = Model();
        server.Misbehave = (_, _) => new ModelFault(Hangs: true);
        using var cancellation = new CancellationTokenSource();
        var run = model.EmbedAsync(Texts.Select(text => text.AsMemory()), cancellationToken: cancellation.Token);
        cancellation.CancelAfter(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void TheFingerprintDependsOnNameAndDimensionsAndNotOnTheServersBits()
    {
        using var model = Model();
        using var same = Model();
        using var other = TextEmbeddingModel.FromGenerator(server.Generator(), new GeneratorModelOptions { Name = "other" });
        Assert.Equal(model.Fingerprint, same.Fingerprint);
        Assert.NotEqual(model.Fingerprint, other.Fingerprint);

        using var noisy = TextEmbeddingModel.FromGenerator(
            TextEmbeddingModel.Default.WithPromptText("noise ").AsEmbeddingGenerator(), new GeneratorModelOptions { Name = LoopbackModel.Name });
        Assert.Equal(model.Fingerprint, noisy.Fingerprint);
    }

    [Fact]
    public void WhatCanNotBecomeAModelIsAnError()
    {
        Assert.Throws<ArgumentNullException>(() => TextEmbeddingModel.FromGenerator(null!));
        Assert.Throws<ArgumentException>(() => new GeneratorModelOptions { Name = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneratorModelOptions { Dimensions = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneratorRequestOptions { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneratorRequestOptions { MaxTexts = 0 });
        server.Misbehave = (_, _) => new ModelFault(401);
        var error = Assert.Throws<InvalidOperationException>(() => Model());
        Assert.Contains($"The generator of the model '{LoopbackModel.Name}' gives no usable vector", error.Message);
    }

    private static GeneratorRequestOptions Fast(TimeSpan? timeout = null, long keptBytes = 1 << 20) => new()
    {
        MaxTexts = 8,
        MaxRetries = 20,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        Timeout = timeout ?? TimeSpan.FromSeconds(30),
        KeptBytes = keptBytes,
    };

    private static float[][] Embed(GeneratorEmbeddingModel model, string[] texts) => model.Embed(texts.Select(text => text.AsMemory()));

    private static float[][] Expected(string[] texts) => TextEmbeddingModel.Default.Embed(texts);

    private GeneratorEmbeddingModel Model(GeneratorRequestOptions? options = null) =>
        TextEmbeddingModel.FromGenerator(server.Generator(), new GeneratorModelOptions { Requests = options ?? Fast() });

    private sealed class Reports(Action<GeneratorUsage> receive) : IProgress<GeneratorUsage>
    {
        public void Report(GeneratorUsage value)
        {
            lock (this)
                receive(value);
        }
    }
}

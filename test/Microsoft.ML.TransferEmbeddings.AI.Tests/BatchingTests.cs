using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>Requests of several callers become one batch, and no caller notices the others.</summary>
public sealed class BatchingTests : IDisposable
{
    /// <summary>For what must not hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RecordedModel model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public async Task CallersWhoComeMeanwhileShareABatch()
    {
        using var generator = Generator();
        using var gate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        string[] texts = [.. Enumerable.Range(0, 16).Select(i => $"text number {i}")];
        var others = texts.Select(text => generator.GenerateVectorAsync(text)).ToArray();
        gate.Set();
        var vectors = await Task.WhenAll(others).WaitAsync(Patience);
        await first.WaitAsync(Patience);
        Assert.Equal([1, 16], model.Batches.Select(batch => batch.Length));
        Assert.Equal(TextEmbeddingModel.Default.Embed(texts), vectors.Select(vector => vector.ToArray()));
    }

    /// <summary>Those who came during a run wait for those whom it served, who come again a little later.</summary>
    [Fact]
    public async Task ACrowdThatComesAgainIsOneBatch()
    {
        using var generator = Generator(window: TimeSpan.FromSeconds(1));
        using var gate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var others = Enumerable.Range(0, 7).Select(i => generator.GenerateVectorAsync($"text {i}")).ToArray();
        // Longer than the window: it is not what they wait for.
        await Task.Delay(1_200);
        gate.Set();
        await first.WaitAsync(Patience);
        await Task.WhenAll([generator.GenerateVectorAsync("first again"), .. others]).WaitAsync(Patience);
        Assert.Equal([1, 8], model.Batches.Select(batch => batch.Length));
    }

    /// <summary>One that took all would leave the others without work.</summary>
    [Fact]
    public async Task AFreeProcessorTakesItsShareOfTheCallers()
    {
        using var generator = Generator(new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 2 });
        using ManualResetEventSlim firstGate = new(), secondGate = new();
        model.OnBatch = (texts, _) => (texts.Contains("first") ? firstGate : texts.Contains("second") ? secondGate : null)?.Wait(Patience);
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var second = generator.GenerateVectorAsync("second");
        await Begun(2);
        var others = Enumerable.Range(0, 8).Select(i => generator.GenerateVectorAsync($"text {i}")).ToArray();
        firstGate.Set();
        // Nine callers are five and four, and one of the four runs still.
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);
        secondGate.Set();
        await second.WaitAsync(Patience);
        Assert.Equal([1, 1, 5, 3], model.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task ThreadsThatEmbedSingleTextsAreBatchedAndGetTheirOwnVectors()
    {
        const int threads = 16, textsAThread = 40;
        model.OnBatch = (_, _) => Thread.Sleep(1);
        using var generator = Generator();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < textsAThread; i++)
                {
                    string text = $"text {i} of thread {thread}";
                    Assert.Equal(TextEmbeddingModel.Default.Embed(text), generator.GenerateVectorAsync(text).GetAwaiter().GetResult().ToArray());
                }
            },
            TaskCreationOptions.LongRunning))).WaitAsync(Patience);
        Assert.Equal(threads * textsAThread, model.Batches.Sum(batch => batch.Length));
        Assert.True(model.Batches.Count < threads * textsAThread / 4, $"{model.Batches.Count} batches");
    }

    /// <summary>If each waited for the window, this would take two minutes.</summary>
    [Fact]
    public async Task ACallerWhoIsAloneWaitsForNobody()
    {
        using var generator = Generator(window: TimeSpan.FromSeconds(1));
        await OneAfterAnother(generator, 120).WaitAsync(Patience);
        Assert.All(model.Batches, batch => Assert.Single(batch));
    }

    /// <summary>The window ends the wait for callers who don't come back.</summary>
    [Fact]
    public async Task AfterACrowdASingleCallerIsServed()
    {
        using var generator = Generator(window: TimeSpan.FromMilliseconds(200));
        using var gate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var crowd = Enumerable.Range(0, 16).Select(i => generator.GenerateVectorAsync($"text {i}")).ToArray();
        gate.Set();
        await Task.WhenAll([first, .. crowd]).WaitAsync(Patience);
        await OneAfterAnother(generator, 120).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AFullBatchOfTokensWaitsForNobody()
    {
        using var generator = Generator(new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1, MaxBatchTokens = 8 });
        using var gate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        // Each has about three tokens: three fill a batch.
        var others = Enumerable.Range(0, 9).Select(i => generator.GenerateVectorAsync($"number {i}")).ToArray();
        // A request of that size is a batch of its own, and goes beside the others.
        await generator.GenerateAsync([.. Enumerable.Range(0, 20).Select(i => $"many {i}")]).WaitAsync(Patience);
        gate.Set();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);
        Assert.Equal([1, 20, 3, 3, 3], model.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task ATextThatFailsIsItsCallersErrorAlone()
    {
        using var generator = Generator();
        using var gate = new ManualResetEventSlim();
        model.OnBatch = (texts, _) =>
        {
            if (texts.Contains("first"))
                gate.Wait(Patience);
            if (texts.Contains("bad"))
                throw new FormatException("bad text");
        };
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var good = generator.GenerateVectorAsync("good");
        var bad = generator.GenerateVectorAsync("bad");
        gate.Set();
        Assert.Equal("bad text", (await Assert.ThrowsAsync<FormatException>(() => bad).WaitAsync(Patience)).Message);
        Assert.Equal(TextEmbeddingModel.Default.Embed("good"), (await good.WaitAsync(Patience)).ToArray());
        await first.WaitAsync(Patience);
    }

    [Fact]
    public async Task ACallerWhoLeavesBeforeTheRunCostsNothing()
    {
        using var generator = Generator();
        using var gate = Hold(text => text == "first");
        using var leaving = new CancellationTokenSource();
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var left = generator.GenerateVectorAsync("left", cancellationToken: leaving.Token);
        var stayed = generator.GenerateVectorAsync("stayed");
        leaving.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left).WaitAsync(Patience);
        gate.Set();
        await Task.WhenAll(first, stayed).WaitAsync(Patience);
        Assert.Equal([["first"], ["stayed"]], model.Batches);
    }

    [Fact]
    public async Task ARunIsCanceledWhenItsLastCallerHasLeft()
    {
        using var generator = Generator();
        using var firstGate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        using var leaving = new CancellationTokenSource();
        using var staying = new CancellationTokenSource();
        var one = generator.GenerateVectorAsync("one", cancellationToken: leaving.Token);
        var two = generator.GenerateVectorAsync("two", cancellationToken: staying.Token);
        var run = new TaskCompletionSource<CancellationToken>();
        using var gate = new ManualResetEventSlim();
        model.OnBatch = (texts, token) =>
        {
            run.TrySetResult(token);
            gate.Wait(token);
        };
        firstGate.Set();
        var token = await run.Task.WaitAsync(Patience);
        leaving.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one).WaitAsync(Patience);
        Assert.False(token.IsCancellationRequested);
        staying.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two).WaitAsync(Patience);
        Assert.True(token.IsCancellationRequested);

        model.OnBatch = (_, _) => { };
        await Task.WhenAll(first, generator.GenerateVectorAsync("after")).WaitAsync(Patience);
    }

    [Fact]
    public async Task WhoWaitsWhenTheGeneratorIsDisposedOfHearsOfIt()
    {
        var generator = Generator();
        using var gate = Hold(text => text == "first");
        var first = generator.GenerateVectorAsync("first");
        await Begun(1);
        var late = generator.GenerateVectorAsync("late");
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late).WaitAsync(Patience);
        gate.Set();
        await first.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        Assert.True(first.IsCompletedSuccessfully || first.Exception!.InnerException is ObjectDisposedException);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateVectorAsync("later"));
    }

    private static async Task OneAfterAnother(IEmbeddingGenerator<string, Embedding<float>> generator, int count)
    {
        for (int i = 0; i < count; i++)
            await generator.GenerateVectorAsync($"alone {i}");
    }

    private IEmbeddingGenerator<string, Embedding<float>> Generator(EmbeddingExecutionOptions? execution = null, TimeSpan? window = null) =>
        model.AsEmbeddingGenerator(new ModelGeneratorOptions
        {
            Execution = execution ?? new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 },
            BatchingWindow = window ?? TimeSpan.FromMilliseconds(50),
        });

    /// <summary>Batches with such a text wait until the gate is open.</summary>
    private ManualResetEventSlim Hold(Func<string, bool> isHeld)
    {
        var gate = new ManualResetEventSlim();
        model.OnBatch = (texts, _) =>
        {
            if (texts.Any(isHeld))
                gate.Wait(Patience);
        };
        return gate;
    }

    private Task Begun(int batches) => Task.Run(() => SpinWait.SpinUntil(() => model.Batches.Count >= batches, Patience));
}

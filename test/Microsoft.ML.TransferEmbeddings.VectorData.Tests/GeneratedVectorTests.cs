using Microsoft.ML.TransferEmbeddings.Tests.AI;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>A store with the generator of a model.</summary>
public sealed class GeneratedVectorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RecordedModel model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public async Task RecordsThatAreWrittenOneByOneShareTheBatchesOfTheEncoder()
    {
        using var generator = model.AsEmbeddingGenerator(new ModelGeneratorOptions { Execution = new() { MaxDegreeOfParallelism = 1 } });
        using var gate = new ManualResetEventSlim();
        model.OnBatch = (texts, _) =>
        {
            if (texts.Contains("first"))
                gate.Wait(Patience);
        };
        using var store = new ExactVectorStore(new() { EmbeddingGenerator = generator });
        var pages = await PagesAsync(store, dimensions: 256);
        var first = pages.UpsertAsync(Page("first"));
        for (var start = DateTime.UtcNow; model.Batches.Count == 0; await Task.Delay(5))
            Assert.True(DateTime.UtcNow - start < Patience);
        Task[] others = [.. Enumerable.Range(0, 16).Select(i => pages.UpsertAsync(Page($"text number {i}")))];
        gate.Set();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);
        Assert.Equal([1, 16], model.Batches.Select(batch => batch.Length));
        Assert.Equal("text number 7", (await pages.SearchAsync("text number 7", 1).ToArrayAsync())[0].Record["Id"]);
    }

    /// <summary>A model that was trained for fewer dimensions gives as many as the property has.</summary>
    [Fact]
    public async Task APropertyWithFewerDimensionsGetsShorterVectors()
    {
        using var generator = model.AsEmbeddingGenerator(new ModelGeneratorOptions { MinDimensions = 64 });
        using var store = new ExactVectorStore(new() { EmbeddingGenerator = generator });
        var pages = await PagesAsync(store, dimensions: 64);
        await pages.UpsertAsync([Page("a delicious dinner"), Page("a terrible place")]);
        var cut = await generator.GenerateAsync(["a terrible place"], new EmbeddingGenerationOptions { Dimensions = 64 });
        var found = await pages.SearchAsync(cut[0], 1).ToArrayAsync();
        Assert.Equal(("a terrible place", 1.0), (found[0].Record["Id"], Math.Round(found[0].Score!.Value, 4)));

        using var whole = model.AsEmbeddingGenerator();
        using var refusing = new ExactVectorStore(new() { EmbeddingGenerator = whole });
        var refused = await PagesAsync(refusing, dimensions: 64);
        Assert.Contains("MinDimensions", (await Assert.ThrowsAsync<NotSupportedException>(() => refused.UpsertAsync(Page("text")))).Message);
    }

    private static Dictionary<string, object?> Page(string text) => new() { ["Id"] = text, ["Text"] = text };

    private static async Task<VectorStoreCollection<object, Dictionary<string, object?>>> PagesAsync(VectorStore store, int dimensions)
    {
        var pages = store.GetDynamicCollection("pages", new()
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(string)), new VectorStoreVectorProperty("Text", typeof(string), dimensions)],
        });
        await pages.EnsureCollectionExistsAsync();
        return pages;
    }
}

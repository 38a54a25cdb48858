namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

public abstract partial class VectorStoreContract
{
    [Fact]
    public async Task TextsBecomeVectorsOfThePropertysDimensionsInOneRequest()
    {
        using var generator = new CountingGenerator();
        var pages = Store(generator).GetCollection<string, Page>(NewName());
        await pages.EnsureCollectionExistsAsync();
        await pages.UpsertAsync(Enumerable.Range(0, 120).Select(i => new Page { Id = $"{i:D3}", Text = $"text {i}" }));
        Assert.Equal([(120, (int?)7)], generator.Requests.Select(request => (request.Texts.Length, request.Dimensions)));

        var found = await pages.SearchAsync("text 5", 1).ToArrayAsync();
        Assert.Equal(("005", 1.0), (found[0].Record.Id, Math.Round(found[0].Score!.Value, 4)));
        Assert.Null(found[0].Record.Text);
        Assert.Equal((1, (int?)7), (generator.Requests[1].Texts.Length, generator.Requests[1].Dimensions));
        Assert.Contains("IncludeVectors", (await Assert.ThrowsAsync<NotSupportedException>(async () => await pages.SearchAsync("text 5", 1, new() { IncludeVectors = true }).ToArrayAsync())).Message);
        Assert.Contains("IncludeVectors", (await Assert.ThrowsAsync<NotSupportedException>(() => pages.GetAsync("005", new RecordRetrievalOptions { IncludeVectors = true }))).Message);
    }

    /// <summary>Vectors of one's own, and a generator for queries alone.</summary>
    [Fact]
    public async Task TextsAreSearchedAmongVectors()
    {
        using var generator = new CountingGenerator(modelDimensions: 3);
        var notes = Store(generator).GetCollection<string, Note>(NewName());
        await notes.EnsureCollectionExistsAsync();
        await notes.UpsertAsync([new Note { Id = "a", Vector = CountingGenerator.VectorOf("a", 3) }, new Note { Id = "b", Vector = CountingGenerator.VectorOf("b", 3) }]);
        Assert.Empty(generator.Requests);
        Assert.Equal("b", (await notes.SearchAsync("b", 1).ToArrayAsync())[0].Record.Id);
        // A model that has these dimensions in any case isn't asked for them.
        Assert.Null(generator.Requests.Single().Dimensions);
    }

    [Fact]
    public async Task TheGeneratorOfAPropertyGoesBeforeThatOfTheStore()
    {
        using CountingGenerator ofStore = new(), ofProperty = new();
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)),
                new VectorStoreVectorProperty("Text", typeof(string), 4) { EmbeddingGenerator = ofProperty },
                new VectorStoreVectorProperty("Other", typeof(string), 6),
            ],
        };
        var collection = Store(ofStore).GetDynamicCollection(NewName(), definition);
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(new Dictionary<string, object?> { ["Id"] = "a", ["Text"] = "one", ["Other"] = "two" });
        Assert.Equal((4, "one"), (ofProperty.Requests.Single().Dimensions, ofProperty.Requests[0].Texts[0]));
        Assert.Equal((6, "two"), (ofStore.Requests.Single().Dimensions, ofStore.Requests[0].Texts[0]));
        Assert.Single(await collection.SearchAsync("one", 3, new() { VectorProperty = record => record["Text"], ScoreThreshold = 0.99 }).ToArrayAsync());
    }

    [Fact]
    public async Task WhatAGeneratorThrowsComesOutAndNothingIsKept()
    {
        using var generator = new CountingGenerator { Fault = new TimeoutException("mine") };
        var pages = Store(generator).GetCollection<string, Page>(NewName());
        await pages.EnsureCollectionExistsAsync();
        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeoutException>(() => pages.UpsertAsync(new Page { Id = "a", Text = "text" }))).Message);
        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeoutException>(async () => await pages.SearchAsync("text", 1).ToArrayAsync())).Message);
        generator.Fault = null;
        Assert.Contains("'Text' of record 1 is null", (await Assert.ThrowsAsync<ArgumentException>(() => pages.UpsertAsync([new Page { Id = "a", Text = "text" }, new Page { Id = "b" }]))).Message);
        Assert.Empty(await pages.GetAsync(page => true, 5).ToArrayAsync());
    }

    private sealed class Page
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(7)]
        public string? Text { get; set; }
    }
}

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

public abstract partial class VectorStoreContract
{
    private static readonly Note Full = new()
    {
        Id = "full",
        Text = "a text",
        Number = int.MinValue,
        Rank = -7,
        IsOpen = true,
        Size = long.MaxValue,
        Weight = 0.1f,
        Price = Math.PI,
        Written = new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Unspecified).AddTicks(1234560),
        Sent = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(7654320),
        Owner = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        Tags = ["one", "", "tw'o"],
        OtherTags = [],
        Vector = new[] { 1f, -2.5f, 1e-20f },
    };

    private static readonly Note Empty = new() { Id = "", Vector = new[] { 0f, 0f, 1f } };

    [Fact]
    public async Task CollectionsAreMadeListedAndDeleted()
    {
        var store = Store();
        string name = NewName();
        var notes = store.GetCollection<string, Note>(name);
        Assert.Equal(name, notes.Name);
        Assert.False(await notes.CollectionExistsAsync());
        Assert.False(await store.CollectionExistsAsync(name));
        Assert.DoesNotContain(name, await store.ListCollectionNamesAsync().ToArrayAsync());
        await notes.EnsureCollectionExistsAsync();
        await notes.UpsertAsync(Full);
        await notes.EnsureCollectionExistsAsync();
        Assert.NotNull(await notes.GetAsync("full"));
        Assert.True(await notes.CollectionExistsAsync());
        Assert.True(await store.CollectionExistsAsync(name));
        Assert.Contains(name, await store.ListCollectionNamesAsync().ToArrayAsync());
        await notes.EnsureCollectionDeletedAsync();
        Assert.False(await store.CollectionExistsAsync(name));
        await notes.EnsureCollectionExistsAsync();
        Assert.Null(await notes.GetAsync("full"));
        await store.EnsureCollectionDeletedAsync(name);
        await store.EnsureCollectionDeletedAsync(name);
        await notes.EnsureCollectionDeletedAsync();
        Assert.False(await notes.CollectionExistsAsync());
    }

    [Fact]
    public async Task RecordsComeBackAsTheyWere()
    {
        var notes = await NotesAsync(Full, Empty);
        foreach (var expected in new[] { Full, Empty })
        {
            foreach (bool withVectors in new[] { true, false })
            {
                var note = await notes.GetAsync(expected.Id, new RecordRetrievalOptions { IncludeVectors = withVectors });
                Assert.NotNull(note);
                Assert.Equal(withVectors ? expected.Vector.ToArray() : [], note.Vector.ToArray());
                note.Vector = expected.Vector;
                Assert.Equivalent(expected, note, strict: true);
            }
        }
    }

    /// <summary>A moment is the same in every time zone; what is finer than a microsecond is cut off.</summary>
    [Fact]
    public async Task TimesAreKeptToTheMicrosecondInUtc()
    {
        var sent = new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(19);
        var notes = await NotesAsync(new Note { Id = "a", Sent = sent, Written = new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(19), Vector = new[] { 1f, 0, 0 } });
        var note = (await notes.GetAsync("a"))!;
        Assert.Equal(sent.AddTicks(-9), note.Sent);
        Assert.Equal(TimeSpan.Zero, note.Sent!.Value.Offset);
        Assert.Equal(new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Unspecified).AddTicks(10), note.Written);
        Assert.Equal(["a"], await IdsAsync(notes, n => n.Sent == sent));
    }

    [Fact]
    public async Task UpsertReplacesAndOfEqualKeysTheLastCounts()
    {
        var notes = await NotesAsync(Full, Empty);
        await notes.UpsertAsync(new Note { Id = "full", Number = 1, Tags = ["x"], Vector = new[] { 0f, 1, 0 } });
        await notes.UpsertAsync([
            new Note { Id = "twice", Number = 2, Vector = new[] { 1f, 1, 0 } },
            new Note { Id = "twice", Number = 3, Vector = new[] { 0f, 1, 1 } },
        ]);
        var full = (await notes.GetAsync("full", new RecordRetrievalOptions { IncludeVectors = true }))!;
        Assert.Equal((1, null, "x", 1f), (full.Number, full.Text, full.Tags!.Single(), full.Vector.Span[1]));
        var twice = (await notes.GetAsync("twice", new RecordRetrievalOptions { IncludeVectors = true }))!;
        Assert.Equal((3, 1f), (twice.Number, twice.Vector.Span[2]));
        Assert.Equal(["", "full", "twice"], await IdsAsync(notes, note => true));
        Assert.Equal("twice", (await SearchAsync(notes, [0, 1, 1], 1))[0].Record.Id);
    }

    [Fact]
    public async Task ManyAreWrittenReadAndDeletedAtOnce()
    {
        var notes = await NotesAsync([.. Enumerable.Range(0, 700).Select(i => new Note { Id = $"{i:D3}", Number = i, Vector = new[] { 1f, i / 50f, 0 } })]);
        var some = await notes.GetAsync(["003", "699", "none", "000", "003"], new RecordRetrievalOptions { IncludeVectors = true }).ToArrayAsync();
        Assert.Equal(["000", "003", "699"], some.Select(note => note.Id).Order());
        Assert.All(some, note => Assert.Equal(note.Number / 50f, note.Vector.Span[1]));
        Assert.Empty(await notes.GetAsync(Array.Empty<string>()).ToArrayAsync());
        await notes.DeleteAsync(["000", "none", .. Enumerable.Range(100, 600).Select(i => $"{i:D3}")]);
        await notes.DeleteAsync("001");
        await notes.DeleteAsync("001");
        await notes.DeleteAsync(Array.Empty<string>());
        Assert.Equal(Enumerable.Range(2, 98).Select(i => $"{i:D3}"), await IdsAsync(notes, note => true));
        // Those that moved are found where they are.
        Assert.Equal("098", (await SearchAsync(notes, [1, 98 / 50f, 0], 1, new() { Filter = note => note.Number < 99 }))[0].Record.Id);
        await notes.UpsertAsync(Array.Empty<Note>());
    }

    [Fact]
    public async Task KeysMayBeNumbersAndIds()
    {
        await KeysWorkAsync(1, 2);
        await KeysWorkAsync(long.MinValue, long.MaxValue);
        await KeysWorkAsync(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Parse("ff112233-4455-6677-8899-aabbccddeeff"));
    }

    [Fact]
    public async Task AnIdIsMadeForARecordThatHasNone()
    {
        var collection = Store().GetCollection<Guid, Keyed<Guid>>(NewName());
        await collection.EnsureCollectionExistsAsync();
        Keyed<Guid>[] records = [new() { Vector = [1, 0] }, new() { Vector = [0, 1] }];
        await collection.UpsertAsync(records);
        Assert.Equal(2, records.Select(record => record.Id).Where(id => id != Guid.Empty).Distinct().Count());
        var second = await collection.GetAsync(records[1].Id, new RecordRetrievalOptions { IncludeVectors = true });
        Assert.Equal([0, 1], second!.Vector);
    }

    [Fact]
    public async Task RecordsMayBeDictionaries()
    {
        var collection = Store().GetDynamicCollection(NewName(), new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)),
                new VectorStoreDataProperty("Number", typeof(int?)),
                new VectorStoreDataProperty("Tags", typeof(string[])),
                new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 2),
                new VectorStoreVectorProperty("Other", typeof(float[]), 3) { DistanceFunction = DistanceFunction.DotProductSimilarity },
            ],
        });
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync([
            new() { ["Id"] = "a", ["Number"] = 1, ["Tags"] = new[] { "x" }, ["Vector"] = new ReadOnlyMemory<float>([1, 0]), ["Other"] = new float[] { 1, 2, 3 } },
            new() { ["Id"] = "b", ["Number"] = null, ["Vector"] = new ReadOnlyMemory<float>([0, 1]), ["Other"] = new float[] { 3, 2, 1 } },
        ]);
        var a = (await collection.GetAsync("a", new RecordRetrievalOptions { IncludeVectors = true }))!;
        Assert.Equal((1, "x", 1f, 3f), (a["Number"], ((string[])a["Tags"]!)[0], ((ReadOnlyMemory<float>)a["Vector"]!).ToArray()[0], ((float[])a["Other"]!)[2]));
        var b = (await collection.GetAsync(record => record["Number"] == null, 9).ToArrayAsync()).Single();
        Assert.Equal(("b", null), ((string)b["Id"]!, b["Tags"]));
        Assert.Equal("a", (await collection.GetAsync(record => (int)record["Number"]! == 1 && ((string[])record["Tags"]!).Contains("x"), 9).ToArrayAsync()).Single()["Id"]);
        var found = await collection.SearchAsync(new float[] { 1, 0, 0 }, 1, new() { VectorProperty = record => record["Other"], Filter = record => (string)record["Id"]! != "x" }).ToArrayAsync();
        Assert.Equal(("b", 3.0), (found.Single().Record["Id"], Math.Round(found[0].Score!.Value, 4)));
    }

    private async Task KeysWorkAsync<TKey>(TKey one, TKey other)
        where TKey : notnull
    {
        var collection = Store().GetCollection<TKey, Keyed<TKey>>(NewName());
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync([new() { Id = other, Vector = [0, 1] }, new() { Id = one, Vector = [1, 0] }]);
        Assert.Equal(one, (await collection.GetAsync(one))!.Id);
        Assert.Equal([one, other], (await collection.GetAsync(record => true, 9).ToArrayAsync()).Select(record => record.Id));
        Assert.Equal(other, (await collection.SearchAsync(new float[] { 0, 1 }, 1).ToArrayAsync())[0].Record.Id);
        await collection.DeleteAsync(one);
        Assert.Equal([other], (await collection.GetAsync([one, other]).ToArrayAsync()).Select(record => record.Id));
    }

    private sealed class Keyed<TKey>
    {
        [VectorStoreKey]
        public TKey Id { get; set; } = default!;

        [VectorStoreVector(2)]
        public float[] Vector { get; set; } = [];
    }
}

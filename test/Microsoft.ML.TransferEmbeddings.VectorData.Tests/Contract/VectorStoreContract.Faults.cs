namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

public abstract partial class VectorStoreContract
{
    [Fact]
    public async Task WhatCannotBeKeptIsRefusedAndNothingOfItIsKept()
    {
        var notes = await NotesAsync();
        var good = new Note { Id = "good", Vector = new[] { 1f, 0, 0 } };
        await RefusedAsync(new Note { Id = "short", Vector = new[] { 1f, 0 } }, "2 values, and the vector property 'Vector' has 3 dimensions");
        await RefusedAsync(new Note { Id = "none" }, "0 values, and the vector property 'Vector' has 3 dimensions");
        await RefusedAsync(new Note { Id = "nan", Vector = new[] { 1f, float.NaN, 0 } }, "not finite");
        await RefusedAsync(new Note { Id = null!, Vector = new[] { 1f, 0, 0 } }, "'Id' of record 1 is null");
        await RefusedAsync(new Note { Id = "tags", Tags = [null!], Vector = new[] { 1f, 0, 0 } }, "'Tags' of record 1 has a text that is null");
        await RefusedAsync(null!, "Record 1 is null");
        Assert.Empty(await IdsAsync(notes, note => true));

        async Task RefusedAsync(Note bad, string reason) =>
            Assert.Contains(reason, (await Assert.ThrowsAsync<ArgumentException>(() => notes.UpsertAsync([good, bad]))).Message);
    }

    [Fact]
    public async Task WrongArgumentsAreRefused()
    {
        var notes = await NotesAsync(Full);
        Assert.Contains("2 values", (await Assert.ThrowsAsync<ArgumentException>(async () => await SearchAsync(notes, [1, 0], 1))).Message);
        Assert.Contains("not finite", (await Assert.ThrowsAsync<ArgumentException>(async () => await SearchAsync(notes, [1, 0, float.PositiveInfinity], 1))).Message);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await SearchAsync(notes, [1, 0, 0], 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await notes.GetAsync(note => true, 0).ToArrayAsync());
        await Assert.ThrowsAsync<ArgumentNullException>(() => notes.GetAsync((string)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => notes.DeleteAsync((string)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => notes.UpsertAsync((Note)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await notes.SearchAsync((string)null!, 1).ToArrayAsync());
        Assert.Throws<ArgumentException>(() => Store().GetCollection<string, Note>(" "));
        Assert.Throws<ArgumentException>(() => Store().GetCollection<object, Dictionary<string, object?>>("x"));
    }

    [Fact]
    public void RecordsThatNoStoreKeepsAreRefusedByName()
    {
        var store = Store();
        Assert.Contains("'Price'", Assert.Throws<NotSupportedException>(() => Open(new VectorStoreDataProperty("Price", typeof(TimeSpan)))).Message);
        Assert.Contains("'Vector'", Assert.Throws<InvalidOperationException>(() => Open(new VectorStoreVectorProperty("Vector", typeof(string), 3))).Message);
        Assert.Contains("HammingDistance", Assert.Throws<NotSupportedException>(() =>
            Open(new VectorStoreVectorProperty("Vector", typeof(float[]), 3) { DistanceFunction = DistanceFunction.HammingDistance })).Message);
        Assert.Contains("'Id'", Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("x", new() { Properties = [new VectorStoreKeyProperty("Id", typeof(double))] })).Message);

        void Open(VectorStoreProperty property) => store.GetDynamicCollection("x", new() { Properties = [new VectorStoreKeyProperty("Id", typeof(string)), property] });
    }

    [Fact]
    public async Task ACollectionThatIsNotThereIsNamed()
    {
        string name = NewName();
        var notes = Store().GetCollection<string, Note>(name);
        await FailsAsync("UpsertAsync", () => notes.UpsertAsync(Full));
        await FailsAsync("DeleteAsync", () => notes.DeleteAsync("full"));
        await FailsAsync("GetAsync", () => notes.GetAsync("full"));
        await FailsAsync("SearchAsync", () => SearchAsync(notes, [1, 0, 0], 1));

        async Task FailsAsync(string operation, Func<Task> act)
        {
            var e = await Assert.ThrowsAsync<VectorStoreException>(act);
            Assert.Equal((name, operation), (e.CollectionName, e.OperationName));
            Assert.False(string.IsNullOrEmpty(e.VectorStoreSystemName));
            Assert.Contains(name, e.Message);
        }
    }

    /// <summary>Names are names, whatever they look like; or they are refused.</summary>
    [Fact]
    public async Task NamesThatNeedQuotesAreNames()
    {
        const string hostile = "a \"b\" 'c'; -- D.e [f] $1";
        if (!TakesAnyName)
        {
            Assert.Contains(hostile, Assert.Throws<ArgumentException>(() => Store().GetCollection<string, Note>(hostile)).Message);
            Assert.Contains(hostile, (await Assert.ThrowsAsync<ArgumentException>(() => Store().CollectionExistsAsync(hostile))).Message);
            Assert.Contains(hostile, Assert.Throws<NotSupportedException>(() => Store().GetDynamicCollection("notes", new()
            {
                Properties =
                [
                    new VectorStoreKeyProperty("Id", typeof(string)),
                    new VectorStoreDataProperty("Number", typeof(int)) { StorageName = hostile },
                    new VectorStoreVectorProperty("Vector", typeof(float[]), 2),
                ],
            })).Message);
            return;
        }
        string name = NewName(hostile);
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)) { StorageName = "select" },
                new VectorStoreDataProperty("Number", typeof(int)) { StorageName = "a \"b\" 'c' $2", IsIndexed = true },
                new VectorStoreDataProperty("number", typeof(string)) { StorageName = "größe?" },
                new VectorStoreDataProperty("Tags", typeof(string[])) { StorageName = "other \"tags\"" },
                new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { StorageName = "v.\"v\"", IndexKind = IndexKind.Hnsw },
            ],
        };
        var store = Store();
        var collection = store.GetDynamicCollection(name, definition);
        await collection.EnsureCollectionExistsAsync();
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(new Dictionary<string, object?> { ["Id"] = "a", ["Number"] = 3, ["number"] = "x", ["Vector"] = new float[] { 1, 0 } });
        await collection.UpsertAsync(new Dictionary<string, object?> { ["Id"] = "a", ["Number"] = 4, ["number"] = "y", ["Tags"] = new[] { "t" }, ["Vector"] = new float[] { 0, 1 } });
        var found = await collection.SearchAsync(new float[] { 0, 1 }, 1, new() { Filter = record => (int)record["Number"]! == 4 && (string)record["number"]! == "y" && ((string[])record["Tags"]!).Contains("t"), IncludeVectors = true }).ToArrayAsync();
        Assert.Equal((4, 1f), (found.Single().Record["Number"], ((float[])found[0].Record["Vector"]!)[1]));
        Assert.Single(await collection.GetAsync(record => true, 3, new() { OrderBy = order => order.Descending(record => record["number"]) }).ToArrayAsync());
        Assert.Contains(name, await store.ListCollectionNamesAsync().ToArrayAsync());
        await collection.DeleteAsync("a");
        Assert.Empty(await collection.GetAsync(["a"]).ToArrayAsync());
    }

    [Fact]
    public async Task WhatIsCanceledIsNotDone()
    {
        var notes = await NotesAsync(Full);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var token = source.Token;
        await CanceledAsync(() => notes.UpsertAsync(Empty, token));
        await CanceledAsync(() => notes.DeleteAsync("full", token));
        await CanceledAsync(() => notes.GetAsync("full", null, token));
        await CanceledAsync(async () => await notes.GetAsync(note => true, 3, null, token).ToArrayAsync(CancellationToken.None));
        await CanceledAsync(async () => await notes.SearchAsync(new float[] { 1, 0, 0 }, 3, null, token).ToArrayAsync(CancellationToken.None));
        await CanceledAsync(() => notes.EnsureCollectionDeletedAsync(token));
        await CanceledAsync(() => notes.CollectionExistsAsync(token));
        Assert.Equal(["full"], await IdsAsync(notes, note => true));

        static async Task CanceledAsync(Func<Task> act) => await Assert.ThrowsAnyAsync<OperationCanceledException>(act);
    }

    /// <summary>Several write the same keys and others at the same time, and somebody searches.</summary>
    [Fact]
    public async Task ManyMayWriteAtTheSameTime()
    {
        var notes = await NotesAsync();
        const int writers = 6, rounds = 12;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (int round = 0; round < rounds; round++)
            {
                await notes.UpsertAsync([
                    new Note { Id = "shared", Number = writer, Vector = new[] { 1f, writer, 0 } },
                    new Note { Id = $"{writer}-{round}", Number = writer, Vector = new[] { 1f, writer, round } },
                ]);
                var found = await SearchAsync(notes, [1, writer, 0], 3, new() { IncludeVectors = true });
                Assert.All(found, result => Assert.Equal(result.Record.Number, result.Record.Vector.Span[1]));
            }
            await notes.DeleteAsync($"{writer}-0");
        })));
        Assert.Equal(1 + (writers * (rounds - 1)), (await IdsAsync(notes, note => true)).Length);
        var shared = (await notes.GetAsync("shared", new RecordRetrievalOptions { IncludeVectors = true }))!;
        Assert.Equal(shared.Number, shared.Vector.Span[1]);
    }

    [Fact]
    public async Task AStoreThatWasDisposedOfSaysSo()
    {
        string name = NewName();
        using (var store = CreateStore(generator: null))
        {
            var notes = store.GetCollection<string, Note>(name);
            await notes.EnsureCollectionExistsAsync();
            store.Dispose();
            store.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => notes.UpsertAsync(Full));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => notes.GetAsync("full"));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => SearchAsync(notes, [1, 0, 0], 1));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CollectionExistsAsync(name));
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ListCollectionNamesAsync().ToArrayAsync());
        }
    }

    [Fact]
    public void ServicesAreThoseOfTheAbstractions()
    {
        var store = Store();
        var notes = store.GetCollection<string, Note>("notes");
        var ofStore = Assert.IsType<VectorStoreMetadata>(store.GetService(typeof(VectorStoreMetadata)));
        var ofCollection = Assert.IsType<VectorStoreCollectionMetadata>(notes.GetService(typeof(VectorStoreCollectionMetadata)));
        Assert.Equal((ofStore.VectorStoreSystemName, ofStore.VectorStoreName, "notes"), (ofCollection.VectorStoreSystemName, ofCollection.VectorStoreName, ofCollection.CollectionName));
        Assert.False(string.IsNullOrEmpty(ofStore.VectorStoreSystemName));
        Assert.Same(store, store.GetService(store.GetType()));
        Assert.Same(notes, notes.GetService(typeof(IVectorSearchable<Note>)));
        Assert.Null(store.GetService(typeof(VectorStoreMetadata), "key"));
        Assert.Null(notes.GetService(typeof(VectorStoreMetadata)));
        Assert.Throws<ArgumentNullException>(() => notes.GetService(null!));
    }
}

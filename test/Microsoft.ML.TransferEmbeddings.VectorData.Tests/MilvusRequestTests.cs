using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>What is asked of Milvus, and what is refused before it is asked.</summary>
public sealed class MilvusRequestTests : IAsyncLifetime
{
    private const int MostRows = 16_384;

    private MilvusServer server = null!;
    private MilvusVectorStore store = null!;

    public async ValueTask InitializeAsync()
    {
        server = await MilvusServer.StartAsync(MilvusServer.Create(looksWhileLoading: 2));
        store = new MilvusVectorStore(server.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task ACollectionIsMadeWithItsIndexesAndLoaded()
    {
        var points = Points(IndexKind.Hnsw);
        await points.EnsureCollectionExistsAsync();
        Assert.Equal(
            ["collections/has", "collections/create", "collections/get_load_state", "collections/get_load_state", "collections/get_load_state"], server.Requests.Select(request => request.Path));
        var body = server.Requests[1].Body;
        Assert.Equal("Strong", body.GetProperty("params").GetProperty("consistencyLevel").GetString());
        Assert.Equal(
            """[{"fieldName":"Part","indexName":"Part","params":{"index_type":"INVERTED"}},{"fieldName":"Vector","indexName":"Vector","metricType":"L2","params":{"index_type":"HNSW","M":16,"efConstruction":128}}]""",
            body.GetProperty("indexParams").GetRawText());
        await points.EnsureCollectionExistsAsync();
        Assert.Single(server.Requests, request => request.Path == "collections/create");
        Assert.DoesNotContain(server.Requests, request => request.Path == "collections/load");

        await points.UpsertAsync(Point(1));
        Assert.Equal(1, (await points.SearchAsync(new float[] { 1, 0 }, 300).ToArrayAsync()).Single().Record["Id"]);
        Assert.Equal(600, server.Requests[^1].Body.GetProperty("searchParams").GetProperty("params").GetProperty("ef").GetInt32());
    }

    [Theory]
    [InlineData(null, "FLAT")]
    [InlineData(IndexKind.Flat, "FLAT")]
    [InlineData(IndexKind.Dynamic, "AUTOINDEX")]
    public async Task AnIndexIsOfTheKindThatTheRecordNames(string? kind, string expected)
    {
        await Points(kind).EnsureCollectionExistsAsync();
        Assert.Equal(expected, server.Requests[1].Body.GetProperty("indexParams")[1].GetProperty("params").GetProperty("index_type").GetString());
    }

    [Fact]
    public async Task ACollectionThatIsNotInMemoryIsLoaded()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(Point(1));
        server.Release("points");
        Assert.Contains("not loaded", (await Assert.ThrowsAsync<VectorStoreException>(() => points.GetAsync(1))).Message);
        await points.EnsureCollectionExistsAsync();
        Assert.Single(server.Requests, request => request.Path == "collections/load");
        Assert.NotNull(await points.GetAsync(1));
    }

    /// <summary>Above all one whose vectors are compared in another way: what is found there would be wrong, and nobody would say so.</summary>
    [Fact]
    public async Task ACollectionOfOtherRecordsIsRefused()
    {
        await Points().EnsureCollectionExistsAsync();
        var vector = new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { DistanceFunction = DistanceFunction.EuclideanDistance };
        await RefusedAsync("compared by 'L2', and not by 'COSINE'", new VectorStoreVectorProperty("Vector", typeof(float[]), 2));
        await RefusedAsync("compared by 'L2', and not by 'IP'", new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { DistanceFunction = DistanceFunction.DotProductSimilarity });
        await RefusedAsync("have 2 dimensions, and not 3", new VectorStoreVectorProperty("Vector", typeof(float[]), 3) { DistanceFunction = DistanceFunction.EuclideanDistance });
        await RefusedAsync("'Part' is Int32, and not VarChar", vector, new VectorStoreDataProperty("Part", typeof(string)));
        await RefusedAsync("no field 'Other'", vector, new VectorStoreDataProperty("Other", typeof(string)));
        await Open(vector, new VectorStoreDataProperty("Part", typeof(int))).EnsureCollectionExistsAsync();

        async Task RefusedAsync(string reason, params VectorStoreProperty[] properties) =>
            Assert.Contains(reason, (await Assert.ThrowsAsync<VectorStoreException>(() => Open(properties).EnsureCollectionExistsAsync())).Message);
        VectorStoreCollection<object, Dictionary<string, object?>> Open(params VectorStoreProperty[] properties) =>
            store.GetDynamicCollection("points", new() { Properties = [new VectorStoreKeyProperty("Id", typeof(int)), .. properties] });
    }

    [Fact]
    public async Task TheDatabaseIsTheOneOfTheOptions()
    {
        using var other = new MilvusVectorStore(server.Endpoint, new() { Database = "other" });
        await Points().EnsureCollectionExistsAsync();
        Assert.Empty(await other.ListCollectionNamesAsync().ToArrayAsync());
        Assert.Equal(["points"], await store.ListCollectionNamesAsync().ToArrayAsync());
        Assert.Equal("other", Assert.IsType<VectorStoreMetadata>(other.GetService(typeof(VectorStoreMetadata))).VectorStoreName);
        using var none = new MilvusVectorStore(server.Endpoint, new() { Database = "none" });
        Assert.Contains("database not found", (await Assert.ThrowsAsync<VectorStoreException>(() => none.CollectionExistsAsync("points"))).Message);
    }

    /// <summary>Texts never become part of a filter's text, and numbers keep all their digits.</summary>
    [Fact]
    public async Task TextsAreParametersAndNumbersAreNot()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        string text = "\" or true or \"";
        Assert.Empty(await points.GetAsync(point => (string)point["Name"]! == text && (long)point["Size"]! == long.MaxValue, 3).ToArrayAsync());
        var body = server.Requests[^1].Body;
        Assert.Equal("(Name == {p0} and Size == 9223372036854775807)", body.GetProperty("filter").GetString());
        Assert.Equal(JsonSerializer.Serialize(new { p0 = text }), JsonSerializer.Serialize(body.GetProperty("exprParams")));
    }

    [Fact]
    public async Task NumbersAreComparedToTheLastDigit()
    {
        long[] sizes = [long.MinValue, long.MinValue + 1, -1, 0, long.MaxValue - 1, long.MaxValue];
        double[] prices = [double.MinValue, -1e-300, 0, 0.1, 1e16, double.MaxValue];
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(sizes.Select((size, i) => Point(i, size: size, price: prices[i])));
        foreach (var (i, size) in sizes.Index())
        {
            Assert.Equal([i], await IdsAsync(point => (long)point["Size"]! == size));
            Assert.Equal([i], await IdsAsync(point => new[] { size }.Contains((long)point["Size"]!)));
            Assert.Equal(Enumerable.Range(0, i), await IdsAsync(point => (long)point["Size"]! < size));
            Assert.Equal(Enumerable.Range(0, 6).Where(other => other != i), await IdsAsync(point => (long)point["Size"]! != size));
            double price = prices[i];
            Assert.Equal([i], await IdsAsync(point => (double)point["Price"]! == price));
            Assert.Equal(Enumerable.Range(i, 6 - i), await IdsAsync(point => (double)point["Price"]! >= price));
        }
        Assert.Equal(sizes, (await points.GetAsync(point => true, 9).ToArrayAsync()).Select(point => (long)point["Size"]!));

        Task<IEnumerable<int>> IdsAsync(Expression<Func<Dictionary<string, object?>, bool>> filter) => IdsOf(points, filter);
    }

    /// <summary>Milvus has no such numbers, but a filter may have.</summary>
    [Fact]
    public async Task NumbersThatAreNotFiniteMeanWhatTheyMeanInCSharp()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync([Point(1, price: 5), Point(2, price: null)]);
        foreach (double number in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Equal(Matching(price => price == number), await IdsOf(points, point => (double?)point["Price"] == number));
            Assert.Equal(Matching(price => price != number), await IdsOf(points, point => (double?)point["Price"] != number));
            Assert.Equal(Matching(price => price < number), await IdsOf(points, point => (double?)point["Price"] < number));
            Assert.Equal(Matching(price => !(price >= number)), await IdsOf(points, point => !((double?)point["Price"] >= number)));
            Assert.Equal(Matching(price => price > number), await IdsOf(points, point => (double?)point["Price"] > number));
        }

        static IEnumerable<int> Matching(Func<double?, bool> matches) => new (int Id, double? Price)[] { (1, 5), (2, null) }.Where(point => matches(point.Price)).Select(point => point.Id);
    }

    [Fact]
    public async Task ListsAreComparedItemByItem()
    {
        string[]?[] tags = [["a", "b"], ["a"], [], ["b", "a"], null, ["a", "b", "c"]];
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(tags.Select((some, i) => Point(i, tags: some)));
        string[] two = ["a", "b"], none = [];
        Assert.Equal([0], await IdsOf(points, point => (string[])point["Tags"]! == two));
        Assert.Equal([1, 2, 3, 4, 5], await IdsOf(points, point => (string[])point["Tags"]! != two));
        Assert.Equal([2], await IdsOf(points, point => (string[])point["Tags"]! == none));
        Assert.Equal([4], await IdsOf(points, point => point["Tags"] == null));
    }

    /// <summary>More than an answer may have, in any order and page by page.</summary>
    [Fact]
    public async Task MoreRecordsThanAnAnswerHasComeInOrder()
    {
        const int count = (2 * MostRows) + 500;
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(Enumerable.Range(0, count).Select(i => Point(i, part: i % 3)));
        Assert.Equal(3, server.Requests.Count(request => request.Path == "entities/upsert"));
        var descending = new FilteredRecordRetrievalOptions<Dictionary<string, object?>> { OrderBy = order => order.Descending(point => point["Part"]), Skip = 10, IncludeVectors = true };
        var page = await points.GetAsync(point => true, 3, descending).ToArrayAsync();
        Assert.Equal([32, 35, 38], page.Select(point => (int)point["Id"]!));
        Assert.All(page, point => Assert.Equal([(int)point["Id"]!, 1f], (float[])point["Vector"]!));
        Assert.Equal(Enumerable.Range(MostRows, 5), (await points.GetAsync(point => true, 5, new() { Skip = MostRows }).ToArrayAsync()).Select(point => (int)point["Id"]!));
        await points.DeleteAsync(Enumerable.Range(0, count).Where(i => i % 3 != 0).Cast<object>());
        Assert.Equal(Enumerable.Range(0, count).Where(i => i % 3 == 0), (await points.GetAsync(point => true, count).ToArrayAsync()).Select(point => (int)point["Id"]!));
    }

    /// <summary>Each page has its records once, whatever order the server has.</summary>
    [Fact]
    public async Task PagesWithoutAnOrderHaveEveryRecordOnce()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(Enumerable.Range(0, 100).Select(i => Point(i)));
        var ids = new List<int>();
        for (int skip = 0; skip < 110; skip += 30)
        {
            int[] page = [.. (await points.GetAsync(point => true, 30, new() { Skip = skip }).ToArrayAsync()).Select(point => (int)point["Id"]!)];
            Assert.Equal(page.Order(), page);
            ids.AddRange(page);
        }
        Assert.Equal(Enumerable.Range(0, 100), ids.Order());
    }

    [Fact]
    public async Task ACallThatIsTooLargeForOneRequestIsSeveral()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        string text = new('x', 65_535);
        await points.UpsertAsync(Enumerable.Range(0, 300).Select(i => Point(i, name: text)));
        Assert.Equal([256, 44], server.Requests.Where(request => request.Path == "entities/upsert").Select(request => request.Body.GetProperty("data").GetArrayLength()));
        Assert.Equal(300, (await IdsOf(points, point => (string)point["Name"]! == text)).Count());
    }

    /// <summary>What Milvus doesn't keep is refused by name, before anything is sent.</summary>
    [Fact]
    public async Task WhatMilvusDoesNotKeepIsRefusedBeforeItIsAsked()
    {
        var points = Points();
        await points.EnsureCollectionExistsAsync();
        int before = server.Requests.Count;
        await RefusedAsync(Point(2, name: new string('ä', 32_768)), "'Name' of the record with the key '2' has a text of 65,536 bytes");
        await RefusedAsync(Point(2, name: "\ud800"), "'Name' of the record with the key '2' has a text with half a surrogate pair");
        await RefusedAsync(Point(2, tags: [.. Enumerable.Range(0, 4097).Select(i => $"{i}")]), "a list of 4,097 texts");
        await RefusedAsync(Point(2, tags: ["a", new string('x', 65_536)]), "'Tags'");
        await RefusedAsync(Point(2, price: double.NaN), "'Price' of the record with the key '2' has a number that is not finite");
        Assert.Contains("16,384 nearest", (await Assert.ThrowsAsync<ArgumentException>(async () => await points.SearchAsync(new float[] { 1, 0 }, 10_000, new() { Skip = 6385 }).ToArrayAsync())).Message);
        Assert.Equal(before, server.Requests.Count);
        Assert.Empty(await points.SearchAsync(new float[] { 1, 0 }, 10_000, new() { Skip = 6384 }).ToArrayAsync());

        async Task RefusedAsync(Dictionary<string, object?> bad, string reason) =>
            Assert.Contains(reason, (await Assert.ThrowsAsync<ArgumentException>(() => points.UpsertAsync([Point(1), bad]))).Message);
    }

    [Fact]
    public void CollectionsThatMilvusDoesNotHaveAreRefusedByName()
    {
        Refused("1 dimensions", new VectorStoreVectorProperty("Vector", typeof(float[]), 1));
        Refused("32,769 dimensions", new VectorStoreVectorProperty("Vector", typeof(float[]), 32_769));
        Refused("'DiskAnn'", new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { IndexKind = IndexKind.DiskAnn });
        Refused("'2nd'", new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { StorageName = "2nd" });
        Refused("'größe'", Vector(), new VectorStoreDataProperty("größe", typeof(int)));
        Refused($"'{new string('x', 256)}'", Vector(), new VectorStoreDataProperty(new string('x', 256), typeof(int)));
        Refused("'distance'", Vector(), new VectorStoreDataProperty("distance", typeof(int)));
        Refused("'id'", Vector(), new VectorStoreDataProperty("id", typeof(int)));
        Refused("'In'", Vector(), new VectorStoreDataProperty("In", typeof(int)));
        Refused("'Vector_is_zero' is taken", Vector(), new VectorStoreDataProperty("Vector_is_zero", typeof(bool)));
        Refused("no vector property", new VectorStoreDataProperty("Part", typeof(int)));
        Assert.Throws<ArgumentException>(() => new MilvusVectorStore(new Uri("ftp://127.0.0.1")));
        Assert.Throws<ArgumentException>(() => new MilvusVectorStore(new Uri("/milvus", UriKind.Relative)));
        Assert.Throws<ArgumentNullException>(() => new MilvusVectorStore((Uri)null!));
        Assert.Throws<ArgumentNullException>(() => new MilvusVectorStore((HttpClient)null!));
        using var client = new HttpClient();
        Assert.Throws<ArgumentException>(() => new MilvusVectorStore(client));
        Assert.Throws<ArgumentException>(() => new MilvusVectorStoreOptions { Token = "a\nb" });
        Assert.Throws<ArgumentException>(() => new MilvusVectorStoreOptions { Database = "a b" });

        static VectorStoreVectorProperty Vector() => new("Vector", typeof(float[]), 2);
        void Refused(string reason, params VectorStoreProperty[] properties) => Assert.Contains(reason, Assert.Throws<NotSupportedException>(() =>
            store.GetDynamicCollection("points", new() { Properties = [new VectorStoreKeyProperty("Key", typeof(int)), .. properties] })).Message);
    }

    /// <summary>What answers call the key may be its name.</summary>
    [Fact]
    public async Task AKeyMayBeCalledId()
    {
        var points = store.GetDynamicCollection("points", new()
        {
            Properties = [new VectorStoreKeyProperty("id", typeof(long)), new VectorStoreVectorProperty("vector", typeof(float[]), 2)],
        });
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(new Dictionary<string, object?> { ["id"] = 7L, ["vector"] = new float[] { 1, 0 } });
        Assert.Equal(7L, (await points.SearchAsync(new float[] { 1, 0 }, 1).ToArrayAsync())[0].Record["id"]);
    }

    [Fact]
    public async Task AClientOfTheCallersStaysOpen()
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Endpoint, "/") };
        using (var mine = new MilvusVectorStore(client))
        {
            Assert.False(await mine.CollectionExistsAsync("points"));
            mine.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => mine.CollectionExistsAsync("points"));
        }
        using var other = new MilvusVectorStore(client);
        Assert.False(await other.CollectionExistsAsync("points"));
    }

    private static async Task<IEnumerable<int>> IdsOf(
        VectorStoreCollection<object, Dictionary<string, object?>> points, Expression<Func<Dictionary<string, object?>, bool>> filter) =>
        (await points.GetAsync(filter, 1000).ToArrayAsync()).Select(point => (int)point["Id"]!);

    private static Dictionary<string, object?> Point(int id, int part = 0, long size = 0, double? price = 0, string? name = "", string[]? tags = null) => new()
    {
        ["Id"] = id,
        ["Part"] = part,
        ["Size"] = size,
        ["Price"] = price,
        ["Name"] = name,
        ["Tags"] = tags,
        ["Vector"] = new float[] { id, 1 },
    };

    private VectorStoreCollection<object, Dictionary<string, object?>> Points(string? indexKind = null) => store.GetDynamicCollection("points", new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("Id", typeof(int)),
            new VectorStoreDataProperty("Part", typeof(int)) { IsIndexed = true },
            new VectorStoreDataProperty("Size", typeof(long)),
            new VectorStoreDataProperty("Price", typeof(double?)),
            new VectorStoreDataProperty("Name", typeof(string)),
            new VectorStoreDataProperty("Tags", typeof(string[])),
            new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { IndexKind = indexKind, DistanceFunction = DistanceFunction.EuclideanDistance },
        ],
    });
}

using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The file of the store in memory.</summary>
public sealed class StoreFileTests : IDisposable
{
    private static readonly Note Written = new()
    {
        Id = "a \U0001F600",
        Text = "text",
        Number = -3,
        Rank = 4,
        IsOpen = true,
        Size = long.MinValue,
        Weight = 0.5f,
        Price = double.Epsilon,
        Written = new DateTime(2024, 5, 6, 7, 8, 9),
        Sent = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero),
        Owner = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        Tags = ["x", ""],
        OtherTags = ["ä"],
        Vector = new[] { 1f, -2, 3 },
    };

    private readonly TemporaryFolder folder = new();

    private string Path1 => folder["notes.store"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(EmbeddingPrecision.Int8)]
    [InlineData(EmbeddingPrecision.Binary)]
    public async Task WhatWasSavedComesBack(EmbeddingPrecision? codes)
    {
        await SaveAsync();
        using var store = ExactVectorStore.Open(Path1, new() { Codes = codes });
        Assert.Equal(["empty", "notes"], await store.ListCollectionNamesAsync().ToArrayAsync());
        var notes = store.GetCollection<string, Note>("notes");
        var found = await notes.SearchAsync(new float[] { 1, -2, 3 }, 1, new() { IncludeVectors = true, Filter = note => note.Number == -3 }).ToArrayAsync();
        Assert.Equivalent(Written, found.Single().Record, strict: true);
        Assert.Null((await notes.GetAsync("b"))!.Text);
        await notes.DeleteAsync("b");
        store.Save();
        using var again = ExactVectorStore.Open(Path1);
        Assert.Equal([Written.Id], (await again.GetCollection<string, Note>("notes").GetAsync(note => true, 9).ToArrayAsync()).Select(note => note.Id));
    }

    /// <summary>Codes or not: distances are of vectors.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(EmbeddingPrecision.Int8)]
    public async Task VectorsComparedByDistanceComeBack(EmbeddingPrecision? codes)
    {
        VectorStoreCollectionDefinition definition = new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(int)),
                new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { DistanceFunction = DistanceFunction.EuclideanSquaredDistance },
            ],
        };
        using (var store = ExactVectorStore.Open(Path1, new() { Codes = codes }))
        {
            var points = store.GetDynamicCollection("points", definition);
            await points.EnsureCollectionExistsAsync();
            await points.UpsertAsync([new() { ["Id"] = 1, ["Vector"] = new float[] { 10, 0 } }, new() { ["Id"] = 2, ["Vector"] = new float[] { 0, 0 } }]);
            store.Save();
        }
        using var again = ExactVectorStore.Open(Path1, new() { Codes = codes });
        var found = await again.GetDynamicCollection("points", definition).SearchAsync(new float[] { 0, 2 }, 2).ToArrayAsync();
        Assert.Equal([(2, 4.0), (1, 104.0)], found.Select(result => ((int)result.Record["Id"]!, Math.Round(result.Score!.Value, 3))));
    }

    [Fact]
    public void WithoutAFileTheStoreIsEmptyAndSaveMakesOne()
    {
        using (var store = ExactVectorStore.Open(Path1))
            store.Save();
        using var again = ExactVectorStore.Open(Path1);
        again.Save(folder["copy"]);
        Assert.Equal(File.ReadAllBytes(Path1), File.ReadAllBytes(folder["copy"]));
        using var inMemory = new ExactVectorStore();
        Assert.Contains("Give Save a path", Assert.Throws<InvalidOperationException>(() => inMemory.Save()).Message);
        again.Dispose();
        Assert.Throws<ObjectDisposedException>(() => again.Save());
    }

    [Fact]
    public async Task ASaveThatFailsLeavesWhatWasThere()
    {
        await SaveAsync();
        byte[] before = File.ReadAllBytes(Path1);
        using var store = ExactVectorStore.Open(Path1);
        Directory.CreateDirectory(folder["folder"]);
        Assert.ThrowsAny<SystemException>(() => store.Save(folder["folder"]));
        Assert.ThrowsAny<IOException>(() => store.Save(folder["none/notes"]));
        Assert.Equal(before, File.ReadAllBytes(Path1));
        Assert.Equal(["notes.store"], Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task EveryDamagedByteIsFound()
    {
        await SaveAsync();
        byte[] whole = File.ReadAllBytes(Path1);
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 1;
            AssertRefused(damaged);
        }
        foreach (int length in new[] { 0, 1, 12, whole.Length - 1 })
            AssertRefused(whole[..length]);
        AssertRefused([.. whole, 0]);
    }

    /// <summary>With a checksum that is right the content is checked too.</summary>
    [Fact]
    public async Task AnOtherVersionAndWhatGoesOnAreNamed()
    {
        await SaveAsync();
        byte[] content = File.ReadAllBytes(Path1)[..^SHA256.HashSizeInBytes];
        AssertRefused(Signed([.. content, 0]), "goes on");
        content["TEMBSTORE0".Length] = (byte)'2';
        AssertRefused(Signed(content), "version 02");
    }

    [Fact]
    public async Task ARecordOfAnotherKindIsRefusedByName()
    {
        await SaveAsync();
        using var store = ExactVectorStore.Open(Path1);
        await RefusedAsync("the collection has a property 'Text'", new VectorStoreVectorProperty("Vector", typeof(float[]), 2));
        using var small = new ExactVectorStore();
        await OpenIn(small, new VectorStoreVectorProperty("Vector", typeof(float[]), 2)).EnsureCollectionExistsAsync();
        small.Save(folder["small"]);
        using var other = ExactVectorStore.Open(folder["small"]);
        await RefusedAsync("a vector of 3 dimensions", new VectorStoreVectorProperty("Vector", typeof(float[]), 3), other);
        await RefusedAsync("compared by DotProduct", new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { DistanceFunction = DistanceFunction.DotProductSimilarity }, other);
        await RefusedAsync("data of type 'String'", new VectorStoreDataProperty("Vector", typeof(string)), other);
        await RefusedAsync("the collection has a property 'Vector'", new VectorStoreDataProperty("Text", typeof(string)), other);

        async Task RefusedAsync(string reason, VectorStoreProperty property, ExactVectorStore? of = null)
        {
            var collection = OpenIn(of ?? store, property);
            Assert.Contains(reason, (await Assert.ThrowsAsync<VectorStoreException>(() => collection.EnsureCollectionExistsAsync())).Message);
            Assert.Contains(reason, (await Assert.ThrowsAsync<VectorStoreException>(() => collection.GetAsync("b"))).Message);
        }

        static VectorStoreCollection<object, Dictionary<string, object?>> OpenIn(ExactVectorStore store, VectorStoreProperty property) =>
            store.GetDynamicCollection("notes", new() { Properties = [new VectorStoreKeyProperty("Id", typeof(string)), property] });
    }

    private static byte[] Signed(byte[] content) => [.. content, .. SHA256.HashData(content)];

    private async Task SaveAsync()
    {
        using var store = ExactVectorStore.Open(Path1);
        var notes = store.GetCollection<string, Note>("notes");
        await notes.EnsureCollectionExistsAsync();
        await notes.UpsertAsync([Written, new Note { Id = "b", Vector = new[] { 0f, 1, 0 } }]);
        await store.GetCollection<string, Note>("empty").EnsureCollectionExistsAsync();
        store.Save();
    }

    private void AssertRefused(byte[] content, string reason = "")
    {
        File.WriteAllBytes(folder["damaged"], content);
        var e = Assert.Throws<InvalidDataException>(() => ExactVectorStore.Open(folder["damaged"]));
        Assert.Contains(folder["damaged"], e.Message);
        Assert.Contains(reason, e.Message);
    }
}

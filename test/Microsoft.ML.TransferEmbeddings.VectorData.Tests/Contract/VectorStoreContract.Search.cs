using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

public abstract partial class VectorStoreContract
{
    private const int Dimensions = 32;

    /// <summary>Every store finds what sorting all records finds, and so what every other one finds.</summary>
    [Fact]
    public async Task TheNearestAreThoseOfAllRecords()
    {
        var random = new Random(11);
        float[][] vectors = [.. Enumerable.Range(0, 600).Select(_ => NewVector(random, Dimensions))];
        float[] query = NewVector(random, Dimensions);
        List<int> sevens = [.. Enumerable.Range(0, vectors.Length).Where(number => number % 10 == 7)];
        foreach (string function in DistanceFunctions)
        {
            var collection = Store().GetCollection<string, Measured>(NewName(), MeasuredBy(function));
            await collection.EnsureCollectionExistsAsync();
            await collection.UpsertAsync(vectors.Select((vector, i) => new Measured { Id = $"{i:D3}", Number = i, Vector = vector }));
            bool isSimilarity = function is DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity;
            (string Id, double Score)[] sorted = [.. vectors.Select((vector, i) => (Id: $"{i:D3}", Score: Score(function, vector, query))).OrderBy(item => isSimilarity ? -item.Score : item.Score)];

            AssertEqual(sorted.Take(10), await SearchAsync(collection, query, 10));
            AssertEqual(sorted.Skip(5).Take(10), await SearchAsync(collection, query, 10, new() { Skip = 5 }));
            AssertEqual(sorted.Where(item => item.Id[2] == '7').Take(10), await SearchAsync(collection, query, 10, new() { Filter = record => sevens.Contains(record.Number) }));
            double threshold = (sorted[6].Score + sorted[7].Score) / 2;
            AssertEqual(sorted.Take(7), await SearchAsync(collection, query, 10, new() { ScoreThreshold = threshold }));
            AssertEqual(sorted.Skip(4).Take(3), await SearchAsync(collection, query, 10, new() { ScoreThreshold = threshold, Skip = 4 }));
            Assert.Empty(await SearchAsync(collection, query, 10, new() { Filter = record => record.Number < 0 }));
            Assert.Empty(await SearchAsync(collection, query, 10, new() { Skip = 600 }));
            Assert.Equal(600, (await SearchAsync(collection, query, 1000)).Length);
        }
    }

    [Fact]
    public async Task VectorsComeWhereTheyAreWanted()
    {
        var notes = await NotesAsync(Full, Empty);
        var with = await SearchAsync(notes, [0, 0, 1], 2, new() { IncludeVectors = true });
        Assert.Equal([0f, 0f, 1f], with[0].Record.Vector.ToArray());
        Assert.Equal(0, (await SearchAsync(notes, [0, 0, 1], 2))[0].Record.Vector.Length);
        Assert.Equal(3, (await notes.GetAsync(note => true, 1, new() { IncludeVectors = true }).ToArrayAsync())[0].Vector.Length);
        Assert.Equal(0, (await notes.GetAsync(note => true, 1).ToArrayAsync())[0].Vector.Length);
    }

    [Fact]
    public async Task AQueryMayBeAVectorInAnyForm()
    {
        var notes = await NotesAsync(Full, Empty);
        Assert.Equal("", (await notes.SearchAsync(new float[] { 0, 0, 1 }, 1).ToArrayAsync())[0].Record.Id);
        Assert.Equal("", (await notes.SearchAsync(new Embedding<float>(new float[] { 0, 0, 1 }), 1).ToArrayAsync())[0].Record.Id);
        Assert.Equal("", (await notes.SearchAsync(new ReadOnlyMemory<float>([0, 0, 1]), 1).ToArrayAsync())[0].Record.Id);
        Assert.Contains("no generator", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await notes.SearchAsync("a text", 1).ToArrayAsync())).Message);
    }

    /// <summary>Zeros have no direction, and so no cosine: as a query they find nothing, and in a record they are not found.</summary>
    [Fact]
    public async Task ZerosHaveNoCosine()
    {
        var notes = await NotesAsync(
            new Note { Id = "zeros", Vector = new[] { 0f, 0, 0 } }, new Note { Id = "back", Vector = new[] { -1f, 0, 0 } }, new Note { Id = "there", Vector = new[] { 1f, 1, 0 } });
        Assert.Equal(["there", "back"], (await SearchAsync(notes, [1, 0, 0], 5)).Select(result => result.Record.Id));
        Assert.Equal(["there", "back"], (await SearchAsync(notes, [1, 0, 0], 2)).Select(result => result.Record.Id));
        Assert.Empty(await SearchAsync(notes, [0, 0, 0], 5));
        Assert.NotNull(await notes.GetAsync("zeros"));
    }

    private static void AssertEqual(IEnumerable<(string Id, double Score)> expected, VectorSearchResult<Measured>[] found)
    {
        Assert.Equal(expected.Select(item => item.Id), found.Select(result => result.Record.Id));
        Assert.Equal(expected.Select(item => item.Score), found.Select(result => result.Score!.Value), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static double Score(string function, float[] vector, float[] query) => function switch
    {
        DistanceFunction.CosineSimilarity => TensorPrimitives.CosineSimilarity(vector, query),
        DistanceFunction.CosineDistance => 1 - TensorPrimitives.CosineSimilarity(vector, query),
        DistanceFunction.DotProductSimilarity => TensorPrimitives.Dot(vector, query),
        DistanceFunction.NegativeDotProductSimilarity => -TensorPrimitives.Dot(vector, query),
        DistanceFunction.EuclideanDistance => TensorPrimitives.Distance<float>(vector, query),
        _ => Math.Pow(TensorPrimitives.Distance<float>(vector, query), 2),
    };

    private static VectorStoreCollectionDefinition MeasuredBy(string function, string? indexKind = null) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(nameof(Measured.Id), typeof(string)),
            new VectorStoreDataProperty(nameof(Measured.Number), typeof(int)),
            new VectorStoreVectorProperty(nameof(Measured.Vector), typeof(float[]), Dimensions) { DistanceFunction = function, IndexKind = indexKind },
        ],
    };

    private static float[] NewVector(Random random, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];

    private sealed class Measured
    {
        public string Id { get; set; } = "";

        public int Number { get; set; }

        public float[] Vector { get; set; } = [];
    }
}

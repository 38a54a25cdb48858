using System.Numerics;
using System.Numerics.Tensors;
using CsCheck;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Indexes;

public class VectorIndexTests
{
    private const int Dimension = 24;

    public static TheoryData<VectorSimilarity> Similarities { get; } = [VectorSimilarity.Cosine, VectorSimilarity.DotProduct, VectorSimilarity.Euclidean];

    public static TheoryData<EmbeddingPrecision> Codes { get; } = [EmbeddingPrecision.Int8, EmbeddingPrecision.Binary];

    /// <summary>Whatever was added, replaced and removed, what is found is what sorting the vectors finds that are there.</summary>
    [Theory]
    [MemberData(nameof(Similarities))]
    public void WhatIsThereIsFoundAndNothingElse(VectorSimilarity similarity) =>
        Gen.Select(Gen.Int[1, 400], Gen.Int).Sample(
            (changes, seed) =>
            {
                var random = new Random(seed);
                var index = new VectorIndex(Dimension, new() { Similarity = similarity });
                var vectors = new List<float[]>();
                for (int i = 0; i < changes; i++)
                {
                    float[] vector = random.Next(10) == 0 ? new float[Dimension] : Vector(random);
                    int at = random.Next(vectors.Count + 1);
                    if (at == vectors.Count || random.Next(3) == 0)
                    {
                        Assert.Equal(vectors.Count, index.Add(vector));
                        vectors.Add(vector);
                    }
                    else if (random.Next(2) == 0)
                    {
                        index.Replace(at, vector);
                        vectors[at] = vector;
                    }
                    else
                    {
                        index.RemoveAt(at);
                        vectors[at] = vectors[^1];
                        vectors.RemoveAt(vectors.Count - 1);
                    }
                }
                Assert.Equal(vectors.Count, index.Count);
                Assert.All(vectors.Index(), item => Assert.Equal(item.Item, index[item.Index].ToArray()));
                float[][] queries = [Vector(random), Vector(random)];
                var together = index.SearchMany(queries, 7);
                for (int query = 0; query < queries.Length; query++)
                {
                    var expected = Expected(vectors, queries[query], similarity, _ => true).Take(7).ToArray();
                    AssertEqual(expected, index.Search(queries[query], 7));
                    AssertEqual(expected, together[query]);
                    AssertEqual(Expected(vectors, queries[query], similarity, i => i % 2 == 0).Take(7).ToArray(), index.Search(queries[query], 7, i => i % 2 == 0));
                }
            }, iter: 40);

    /// <summary>With every vector a candidate, codes change no answer; with four per result few are missed.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void CodesFindCandidatesAndVectorsDecide(EmbeddingPrecision codes)
    {
        const int dimension = 256, count = 10;
        var random = new Random(3);
        float[][] vectors = [.. Enumerable.Range(0, 3000).Select(_ => Vector(random, dimension))];
        float[][] queries = [.. vectors.Take(20).Select(vector => vector.Select(value => value + (float)(random.NextDouble() - 0.5)).ToArray())];
        foreach (var similarity in new[] { VectorSimilarity.Cosine, VectorSimilarity.DotProduct })
        {
            var exact = Index(vectors, new() { Similarity = similarity });
            var all = Index(vectors, new() { Similarity = similarity, Codes = codes, RescoreFactor = 1000 });
            var few = Index(vectors, new() { Similarity = similarity, Codes = codes, RescoreFactor = codes == EmbeddingPrecision.Int8 ? 4 : 100 });
            int found = 0;
            foreach (float[] query in queries)
            {
                var expected = exact.Search(query, count);
                AssertEqual(expected.Select(match => (match.Index, match.Score)).ToArray(), all.Search(query, count));
                found += few.Search(query, count).Select(match => match.Index).Intersect(expected.Select(match => match.Index)).Count();
            }
            Assert.InRange(found, (int)(0.95 * count * queries.Length), count * queries.Length);
        }
    }

    /// <summary>What replaces or follows another vector leaves nothing of its code.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void CodesGoWithTheirVectors(EmbeddingPrecision codes)
    {
        var index = new VectorIndex(3, new() { Codes = codes, RescoreFactor = 1 });
        index.Add([1, -1, -1]);
        index.Add([-1, 1, -1]);
        index.Add([-1, -1, 1]);
        index.Replace(0, [-1, -1, -1]);
        index.RemoveAt(1);
        Assert.Equal(2, index.Count);
        Assert.Equal(1, index.Search([-1, -1, 1], 1)[0].Index);
        Assert.Equal(0, index.Search([-1, -1, -1], 1)[0].Index);
        Assert.Equal([0, 1], index.Search([1, -1, -1], 5).Select(match => match.Index));
    }

    [Fact]
    public void AVectorOfZerosHasNoCosineAndTakesNobodysPlace()
    {
        foreach (EmbeddingPrecision? codes in new EmbeddingPrecision?[] { null, EmbeddingPrecision.Int8, EmbeddingPrecision.Binary })
        {
            var index = new VectorIndex(2, new() { Codes = codes });
            index.Add([0, 0]);
            index.Add([-1, 0]);
            Assert.Equal([(1, -1f)], index.Search([1, 0], 1).Select(match => (match.Index, match.Score)));
            Assert.Empty(index.Search([0, 0], 1));
            index.Replace(0, [1, 1]);
            Assert.Equal([0, 1], index.Search([1, 0], 2).Select(match => match.Index));
        }
    }

    [Fact]
    public void VectorsNearTheLimitsOfSinglePrecisionAreFound()
    {
        foreach (EmbeddingPrecision? codes in new EmbeddingPrecision?[] { null, EmbeddingPrecision.Int8 })
        {
            var index = new VectorIndex(2, new() { Codes = codes });
            index.Add([3e38f, 3e38f]);
            index.Add([-1, 1]);
            Assert.Equal([0, 1], index.Search([1e-38f, 1e-38f], 2).Select(match => match.Index));
        }
    }

    /// <summary>Zeros are a place like any other, and a distance is right where its square is beyond single precision.</summary>
    [Fact]
    public void EveryVectorHasADistance()
    {
        var index = new VectorIndex(2, new() { Similarity = VectorSimilarity.Euclidean });
        index.Add([3e30f, 4e30f]);
        index.Add([0, 0]);
        index.Add([3e-30f, 4e-30f]);
        Assert.Equal([(1, 0f), (2, -5e-30f), (0, -5e30f)], index.Search([0, 0], 3).Select(match => (match.Index, match.Score)));
        Assert.Equal([1, 2], index.SearchMany([[0, 0], [3e-30f, 4e-30f]], 1).Select(matches => matches[0].Index));
        var e = Assert.Throws<ArgumentException>(() => new VectorIndex(2, new() { Similarity = VectorSimilarity.Euclidean, Codes = EmbeddingPrecision.Int8 }));
        Assert.Contains("Leave Codes null", e.Message);
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        var index = new VectorIndex(2);
        Assert.Contains("3 dimensions and those of the index have 2", Assert.Throws<ArgumentException>(() => index.Add([1, 2, 3])).Message);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => index.Search([1, float.NaN], 1)).Message);
        Assert.Contains("0 vectors", Assert.Throws<ArgumentOutOfRangeException>(() => index.RemoveAt(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1, 2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndexOptions { Similarity = (VectorSimilarity)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndexOptions { Codes = (EmbeddingPrecision)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndexOptions { RescoreFactor = 0 });
        Assert.Empty(index.Search([1, 2], 3));
        Assert.Empty(index.SearchMany([], 3));
    }

    /// <summary>In every length, with the values that leave 16 bits first.</summary>
    [Fact]
    public void ProductsOfBytesAreExact()
    {
        var random = new Random(5);
        for (int length = 1; length < 140; length++)
        {
            sbyte[] code = Bytes();
            sbyte[][] queries = [.. Enumerable.Range(0, ScaledBytes.QueriesAtOnce).Select(_ => Bytes())];
            int[] expected = [.. queries.Select(query => code.Zip(query, (a, b) => a * b).Sum())];
            short[] wide = [.. queries.SelectMany(query => query).Select(value => (short)value)];
            Assert.Equal(expected[0], ScaledBytes.Dot(code, wide.AsSpan(0, length)));
            Assert.Equal((expected[0], expected[1], expected[2], expected[3]), ScaledBytes.DotFour(code, wide));

            sbyte[] Bytes() => [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? (sbyte)-127 : (sbyte)random.Next(-127, 128))];
        }
    }

    [Fact]
    public void DistancesOfBitsAreExact()
    {
        var random = new Random(5);
        for (int length = 1; length < 40; length++)
        {
            var codes = new byte[6 * length];
            random.NextBytes(codes);
            var distances = new float[5];
            SignBits.Distances(codes.AsSpan(0, length), codes.AsSpan(length), distances);
            Assert.Equal(codes.Skip(length).Chunk(length).Select(code => -(float)code.Zip(codes, (a, b) => BitOperations.PopCount((uint)(a ^ b))).Sum()), distances);
        }
    }

    private static VectorIndex Index(float[][] vectors, VectorIndexOptions options)
    {
        var index = new VectorIndex(vectors[0].Length, options);
        foreach (float[] vector in vectors)
            index.Add(vector);
        return index;
    }

    private static IEnumerable<(int Index, float Score)> Expected(List<float[]> vectors, float[] query, VectorSimilarity similarity, Func<int, bool> filter) =>
        from item in vectors.Index()
        where filter(item.Index) && (similarity != VectorSimilarity.Cosine || item.Item.Any(value => value != 0))
        let score = similarity switch
        {
            VectorSimilarity.Cosine => TensorPrimitives.CosineSimilarity(item.Item, query),
            VectorSimilarity.DotProduct => TensorPrimitives.Dot(item.Item, query),
            _ => -TensorPrimitives.Distance<float>(item.Item, query),
        }
        orderby score descending
        select (item.Index, score);

    private static void AssertEqual((int Index, float Score)[] expected, IReadOnlyList<EmbeddingMatch> found)
    {
        Assert.Equal(expected.Select(match => match.Score), found.Select(match => match.Score), (a, b) => Math.Abs(a - b) < 1e-4f);
        Assert.Equal(expected.Select(match => match.Index), found.Select(match => match.Index));
    }

    private static float[] Vector(Random random, int dimension = Dimension) => [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
}

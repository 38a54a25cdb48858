using System.Numerics.Tensors;
using CsCheck;
using Microsoft.ML.TransferEmbeddings.Indexes;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings.Tests.Search;

/// <summary>One search: the same answers for every kind of row.</summary>
public class ExactSearchTests
{
    public static TheoryData<string> Kinds { get; } = ["cosine", "dot product", "int8", "scaled int8", "binary"];

    /// <summary>Values of few steps, so that many scores are equal.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void SearchFindsWhatSortingAllRowsFinds(string kind) =>
        (from rows in Gen.Int[1, 1100]
         from dimension in Gen.Int[1, 20]
         from queries in Gen.Int[1, 140]
         from count in Gen.Int[1, 30]
         from seed in Gen.Int
         select (rows, dimension, queries, count, seed)).Sample(
            t =>
            {
                var random = new Random(t.seed);
                float[] values = [.. Enumerable.Range(0, t.rows * t.dimension).Select(_ => (float)random.Next(-2, 3))];
                float[] queries = [.. Enumerable.Range(0, t.queries * t.dimension).Select(_ => (float)random.Next(1, 3))];
                var rows = Rows(kind, values, t.dimension);
                bool[] mask = [.. Enumerable.Range(0, t.rows).Select(_ => random.Next(3) > 0)];
                var filters = Enumerable.Range(0, t.queries).Select(query => query % 2 == 0 ? null : RowFilter.Mask(mask)).ToArray();
                var found = ExactSearch.FindMany(rows, queries, t.count, filters);
                Assert.Equal(t.queries, found.Length);
                foreach (int query in new[] { 0, t.queries / 2, t.queries - 1 })
                {
                    float[] vector = queries[(query * t.dimension)..((query + 1) * t.dimension)];
                    var scores = new float[t.rows];
                    rows.ScorerOf(vector)(0, scores);
                    var expected = scores.Select((score, row) => (Row: row, Score: score)).Where(match => query % 2 == 0 || mask[match.Row])
                        .OrderByDescending(match => match.Score).ThenBy(match => match.Row).Take(t.count).ToArray();
                    Assert.Equal(expected.Select(match => match.Score), found[query].Select(match => match.Score), (a, b) => Math.Abs(a - b) < 1e-5f);
                    if (kind != "cosine")
                        Assert.Equal(expected.Select(match => match.Row), found[query].Select(match => match.Row));
                    Assert.Equal(found[query].Order(), found[query]);
                    Assert.Equal(expected, ExactSearch.Find(rows, vector, t.count, filters[query]).Select(match => (match.Row, match.Score)));
                }
            }, iter: 60);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualScoresComeInTheOrderOfTheRows(string kind)
    {
        var rows = Rows(kind, [.. Enumerable.Repeat(1f, 3 * 1500)], 3);
        Assert.Equal(Enumerable.Range(0, 1500), ExactSearch.Find(rows, [1f, 2, 3], 2000).Select(match => match.Row));
        Assert.Equal([0, 1, 2], ExactSearch.Find(rows, [1f, 2, 3], 3).Select(match => match.Row));
        Assert.Equal([1, 700, 1499], ExactSearch.Find(rows, [1f, 2, 3], 3, RowFilter.Where(row => row is 1 or 700 or 1499)).Select(match => match.Row));
        Assert.Equal([1, 3, 4], ExactSearch.Find(rows, [1f, 2, 3], 3, RowFilter.Except([0, 2])).Select(match => match.Row));
        Assert.Empty(ExactSearch.Find(rows, [1f, 2, 3], 3, RowFilter.Mask(new bool[700])));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AQueryWithoutADirectionHasNoNearestRow(string kind)
    {
        var rows = Rows(kind, [1, 2, 3, 0, 0, 0, -1, 5, 2], 3);
        float[][] none = [[0, 0, 0], [0, -0f, 0], [1, float.NaN, 0], [1, float.PositiveInfinity, 0]];
        Assert.All(none, query => Assert.Empty(ExactSearch.Find(rows, query, 2)));
        // Others beside them find what they find alone.
        float[] queries = [.. none[0], 1, 2, 3, .. none[2]];
        var found = ExactSearch.FindMany(rows, queries, 2);
        Assert.Equal([0, 2, 0], found.Select(matches => matches.Length));
        Assert.Equal(ExactSearch.Find(rows, [1, 2, 3], 2).Select(match => match.Row), found[1].Select(match => match.Row));
    }

    [Fact]
    public void ARowOfZerosHasTheScoreZeroAndOneThatIsNotFiniteIsNeverFound()
    {
        var rows = Rows("cosine", [1, 0, 0, 0, float.NaN, 1, float.PositiveInfinity, 1, -1, 0], 2);
        Assert.Equal([new RowMatch(0, 1), new RowMatch(1, 0), new RowMatch(4, -1)], ExactSearch.Find(rows, [1f, 0], 9));
    }

    [Fact]
    public void CosinesAreTimesTheLengthOfTheQuery()
    {
        var rows = Rows("cosine", [3, 4, 1e30f, 1e30f], 2);
        Assert.Equal([2 * MathF.Sqrt(0.5f), 1.2f], ExactSearch.Find(rows, [2f, 0], 2).Select(match => match.Score), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    /// <summary>As many threads as there are processors share the rows of one query, and none is lost or found twice where their shares meet.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void OneQueryAmongManyRowsFindsWhatSortingAllRowsFinds(string kind)
    {
        const int dimension = 96, count = 40;
        var random = new Random(7);
        var rows = Rows(kind, [.. Enumerable.Range(0, 6007 * dimension).Select(_ => (float)random.Next(-2, 3))], dimension);
        float[] query = [.. Enumerable.Range(0, dimension).Select(_ => (float)random.Next(-2, 3))];
        var scores = new float[rows.Count];
        rows.ScorerOf(query)(0, scores);
        var expected = scores.Select((score, row) => new RowMatch(row, score)).Order().ToArray();
        Assert.Equal(expected.Take(count), ExactSearch.Find(rows, query, count));
        Assert.Equal(expected.Where(match => match.Row % 7 == 0).Take(count), ExactSearch.Find(rows, query, count, RowFilter.WhereConcurrently(row => row % 7 == 0)));
    }

    /// <summary>A caller's filter need not be made for several threads.</summary>
    [Fact]
    public void OneQueryAsksAFilterOnItsOwnThread()
    {
        int thread = Environment.CurrentManagedThreadId;
        var rows = Rows("dot product", [.. Enumerable.Repeat(1f, 6000 * 96)], 96);
        Assert.Equal(3, ExactSearch.Find(rows, Enumerable.Repeat(1f, 96).ToArray(), 3, RowFilter.Where(_ => Environment.CurrentManagedThreadId == thread)).Length);
    }

    [Fact]
    public void NoRowsAndNoQueriesAreNoProblem()
    {
        Assert.Empty(ExactSearch.Find(Rows("dot product", [], 2), [1f, 0], 3));
        Assert.Empty(ExactSearch.FindMany(Rows("dot product", [1, 2], 2), ReadOnlyMemory<float>.Empty, 3));
    }

    [Fact]
    public void WhatAFilterThrowsComesOut()
    {
        var rows = Rows("dot product", [1, 2], 2);
        var filters = Enumerable.Repeat(RowFilter.Where(_ => throw new InvalidOperationException("mine")), 200).ToArray();
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => ExactSearch.FindMany(rows, Enumerable.Repeat(1f, 400).ToArray(), 1, filters)).Message);
    }

    [Fact]
    public void BestRowsAreTheSameInWhicheverOrderTheyCome()
    {
        var best = new BestRows(3);
        foreach (int row in new[] { 5, 1, 9, 3, 0, 7 })
            best.Add(row, row == 9 ? 2 : 1);
        best.Add(4, float.NaN);
        Assert.Equal([new RowMatch(9, 2), new RowMatch(0, 1), new RowMatch(1, 1)], best.TakeAll());
        Assert.Empty(best.TakeAll());
    }

    private static SearchRows Scaled(float[] values, int dimension)
    {
        var codes = new ScaledByteCodes(dimension, VectorSimilarity.DotProduct);
        codes.Grow(values.Length / dimension);
        foreach (var (row, vector) in values.Chunk(dimension).Index())
            codes.Write(row, vector);
        return codes.Rows(values.Length / dimension);
    }

    private static SearchRows Rows(string kind, float[] values, int dimension) => kind switch
    {
        "cosine" => FloatRows.ByCosine(values, dimension, UnitLength.Inverses(values, dimension)),
        "dot product" => FloatRows.ByDotProduct(values, dimension),
        "int8" => new Int8Rows(Array.ConvertAll(values, value => (byte)(sbyte)value), Enumerable.Repeat(0.5f, dimension).ToArray()),
        "scaled int8" => Scaled(values, dimension),
        _ => new BitRows(values.Chunk(dimension).SelectMany(Bits).ToArray(), dimension),
    };

    private static byte[] Bits(float[] row)
    {
        var bits = new byte[SignBits.LengthOf(row.Length)];
        SignBits.Pack(row, bits);
        return bits;
    }
}

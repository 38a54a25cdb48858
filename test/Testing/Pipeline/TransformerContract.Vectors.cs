using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>The same vector always.</summary>
public abstract partial class TransformerContract<TInput>
{
    private const int ManyRows = 700;

    [Fact]
    public void RowsDifferAndSoDoTheirVectors()
    {
        using var model = Fit();
        var vectors = Vectors(model.Transform(Rows(60)));
        Assert.True(vectors.Select(vector => string.Join(' ', vector)).Distinct().Count() > 50);
        Assert.All(vectors, vector => Assert.Equal(model.Dimension, vector.Length));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 100, 2)]
    [InlineData(512, 512, 2)]
    [InlineData(512, 100_000, 1)]
    [InlineData(4096, 64, 4)]
    public void WindowsBatchesAndThreadsDoNotChangeVectors(int lookAheadRows, int batchTokens, int degreeOfParallelism)
    {
        using var model = Fit(execution: new EmbeddingExecutionOptions { MaxLookAheadRows = lookAheadRows, MaxBatchTokens = batchTokens, MaxDegreeOfParallelism = degreeOfParallelism });
        var data = Rows(ManyRows);
        AssertClose(VectorsOneByOne(model, data), Vectors(model.Transform(data)), BatchTolerance);
    }

    [Fact]
    public void OrderDoesNotChangeVectors()
    {
        using var model = Fit();
        var data = Rows(ManyRows);
        var expected = VectorsOneByOne(model, data);
        var shuffled = model.Transform(data);
        using var cursor = shuffled.GetRowCursor(shuffled.Schema, new Random(5));
        var id = cursor.GetGetter<float>(cursor.Schema[TestColumns.Id.Name]);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]);
        var order = new List<int>();
        float row = 0;
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            id(ref row);
            getter(ref vector);
            order.Add((int)row);
            AssertClose(expected[(int)row], [.. vector.DenseValues()], BatchTolerance, $"row {row}");
        }
        Assert.NotEqual(Enumerable.Range(0, ManyRows), order);
        Assert.Equal(Enumerable.Range(0, ManyRows), order.Order());
    }

    [Fact]
    public void SamePathGivesTheSameBits()
    {
        using var model = Fit();
        var data = Rows(200);
        AssertClose(Vectors(model.Transform(data)), Vectors(model.Transform(data)), 0);
        AssertClose(VectorsOneByOne(model, data), VectorsOneByOne(model, data), 0);
    }

    [Fact]
    public void FingerprintNamesTheContent()
    {
        using var one = Fit();
        using var same = Fit(CreateModel(seed: 1));
        using var other = Fit(CreateModel(seed: 2));
        Assert.Matches("^[0-9a-f]{64}$", one.Fingerprint);
        Assert.Equal(one.Fingerprint, same.Fingerprint);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
        Assert.NotEqual(Vectors(one.Transform(Rows(1)))[0], Vectors(other.Transform(Rows(1)))[0]);
    }
}

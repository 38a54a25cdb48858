namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>What was computed once is not computed again, and has the same bits.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void DataThatIsReadAgainIsEncodedOnce()
    {
        var counts = new CountingModel<TInput>(Model);
        var ml = new MLContext(seed: 1);
        var data = Rows(120);
        using var stage = Estimator(counts, ml: ml).Fit(data);
        using var another = Estimator(counts, ml: ml).Fit(data);
        var transformed = stage.Transform(data);
        var expected = Vectors(transformed);
        int encoded = counts.Rows;
        AssertClose(expected, Vectors(transformed), 0);
        AssertClose(expected, Vectors(another.Transform(ml.Data.TakeRows(data, 120))), 0);
        Assert.Equal(Model.Definition.IsWorthCaching ? encoded : 3 * encoded, counts.Rows);

        // Other data is other data, however equal, and what was forgotten is computed again.
        Vectors(stage.Transform(Rows(120)));
        Assert.Equal((Model.Definition.IsWorthCaching ? 2 : 4) * encoded, counts.Rows);
    }

    [Fact]
    public void WithoutACacheEveryPassEncodes()
    {
        var counts = new CountingModel<TInput>(Model);
        using var stage = Estimator(counts).Fit(Rows(0));
        var transformed = stage.Transform(Rows(120));
        Vectors(transformed);
        int encoded = counts.Rows;
        Vectors(transformed);
        Assert.Equal(2 * encoded, counts.Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACacheServesOtherDataAndSinglePredictions(bool isFile)
    {
        var expected = Vectors(Fit().Transform(Rows(60)));
        var counts = new CountingModel<TInput>(Model);
        using (var first = isFile ? EmbeddingCache.Open(Folder["cache.db"]) : EmbeddingCache.InMemory())
        {
            using var stage = Estimator(counts, ml: new MLContext().UseEmbeddingOptions(new() { Cache = first })).Fit(Rows(0));
            // Other rows are encoded together than without a cache: those that are the same come once.
            var passed = Vectors(stage.Transform(Rows(60)));
            AssertClose(expected, passed, BatchTolerance);
            expected = passed;
            int encoded = counts.Rows;
            AssertClose(expected, Vectors(stage.Transform(Rows(60))), 0);
            AssertClose(expected, VectorsOneByOne(stage, Rows(60)), Model.Definition.IsWorthCaching ? 0 : BatchTolerance);
            Assert.Equal(Model.Definition.IsWorthCaching ? encoded : 2 * encoded + 60, counts.Rows);
            if (!isFile)
                return;
        }
        using var later = EmbeddingCache.Open(Folder["cache.db"]);
        counts = new CountingModel<TInput>(Model);
        using var again = Estimator(counts, ml: new MLContext().UseEmbeddingOptions(new() { Cache = later })).Fit(Rows(0));
        AssertClose(expected, Vectors(again.Transform(Rows(60))), 0);
        if (Model.Definition.IsWorthCaching)
            Assert.Equal(0, counts.Rows);
        Assert.Empty(later.Warnings);
    }
}

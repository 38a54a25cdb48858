using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>Heads that live without a modality: modality dropout and late fusion.</summary>
public sealed class MissingModalityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public void Dispose() => folder.Dispose();

    /// <summary>What the trainer sees, seen by a trainer: each row, and a copy of it without one block.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TheTrainerSeesEachRowAndCopiesThatLackABlock(int copies)
    {
        var fusion = ml.Transforms.FuseEmbeddings("Features", new FuseEmbeddingsOptions { InputColumnNames = ["Text", "Image"], MissingIndicators = true });
        var data = new RowsDataView(40, [TestColumns.Id, VectorTestColumn.Create("Text", 3, row => row % 10 == 4), VectorTestColumn.Create("Image", 2)]);
        var fused = fusion.Fit(data).Transform(data);
        var spy = new Spy();
        spy.WithModalityDropout(new() { Copies = copies }).Fit(fused);
        Assert.Equal(40 * (1 + copies), spy.Rows.Count);
        var originals = fused.GetColumn<float>("Id").Zip(fused.GetColumn<float[]>("Features")).ToDictionary();
        int withoutText = 0, withoutImage = 0;
        foreach (var (row, i) in spy.Rows.Select((row, i) => (row, i)))
        {
            float[] whole = originals[row.Id];
            if (i % (1 + copies) == 0 || row.Id % 10 == 4)
            {
                // The row itself; or one with a single block, which is left alone.
                Assert.Equal(whole, row.Features);
                continue;
            }
            bool lacksText = row.Features[3] == 1;
            float[] expected = lacksText ? [0, 0, 0, 1, .. whole[4..]] : [.. whole[..4], 0, 0, 1];
            Assert.Equal(expected, row.Features);
            (withoutText, withoutImage) = (withoutText + (lacksText ? 1 : 0), withoutImage + (lacksText ? 0 : 1));
        }
        Assert.True(withoutText > 8 && withoutImage > 8, $"{withoutText} {withoutImage}");
        Assert.Equal(spy.Rows.Count, spy.Ids.Distinct().Count());

        // The same rows lack the same blocks in any order, and others with another seed.
        var shuffled = new Spy { Random = new Random(1) };
        shuffled.WithModalityDropout(new() { Copies = copies }).Fit(fused);
        Assert.Equal(Shown(spy), Shown(shuffled));
        var seeded = new Spy();
        seeded.WithModalityDropout(new() { Copies = copies, Seed = 2 }).Fit(fused);
        Assert.NotEqual(Shown(spy), Shown(seeded));

        static IEnumerable<string> Shown(Spy spy) => spy.Rows.Select(row => $"{row.Id}: {string.Join(' ', row.Features)}").Order();
    }

    [Fact]
    public void RatesAboveAHalfLeaveOneBlock()
    {
        var data = new RowsDataView(60, [TestColumns.Id, VectorTestColumn.Create("A", 2), VectorTestColumn.Create("B", 2), VectorTestColumn.Create("C", 2)]);
        var fused = ml.Transforms.FuseEmbeddings("Features", "A", "B", "C").Fit(data).Transform(data);
        Assert.True(Lacking(0.9) > 1.8);
        Assert.True(Lacking(0.1) < 1.2);

        double Lacking(double rate)
        {
            var spy = new Spy();
            spy.WithModalityDropout(new() { Rate = rate }).Fit(fused);
            int[] lacking = [.. spy.Rows.Where((_, i) => i % 2 == 1).Select(row => row.Features.Chunk(2).Count(block => block.All(value => value == 0)))];
            Assert.All(lacking, count => Assert.InRange(count, 1, 2));
            return lacking.Average();
        }
    }

    [Fact]
    public void AColumnWithoutBlocksIsRefusedByName()
    {
        var data = Clusters(1);
        var trainer = ml.MulticlassClassification.Trainers.LinearProbe();
        foreach (var options in new FuseEmbeddingsOptions[] { new() { InputColumnNames = ["Text", "Image"], Dimensions = 2 }, new() { InputColumnNames = ["Text"], Combination = BlockCombination.Average } })
        {
            var fused = ml.Transforms.FuseEmbeddings("Features", options).Fit(data).Transform(data);
            Assert.Contains("'Features'", Assert.Throws<ArgumentException>(() => trainer.WithModalityDropout().Fit(fused)).Message);
            Assert.Contains("'Features'", Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.Trainers.LateFusion().Fit(fused)).Message);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.WithModalityDropout().Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModalityDropoutOptions { Rate = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModalityDropoutOptions { Copies = 0 });
    }

    /// <summary>The text tells the class well and the image a little; without the text the head must have learned to use the image.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AHeadLearnsToLiveWithoutAModality(bool isCached)
    {
        var fusion = ml.Transforms.FuseEmbeddings("Features", "Text", "Image");
        double plain = Accuracy(fusion.Append(ml.MulticlassClassification.Trainers.LinearProbe()));
        double dropout = Accuracy(isCached
            ? fusion.AppendCacheCheckpoint(ml).Append(ml.MulticlassClassification.Trainers.LinearProbe().WithModalityDropout())
            : fusion.Append(ml.MulticlassClassification.Trainers.LinearProbe().WithModalityDropout()));
        double late = Accuracy(fusion.Append(ml.MulticlassClassification.Trainers.LateFusion()));
        Assert.True(dropout > plain + 0.02, $"{plain} {dropout}");
        Assert.True(late > plain + 0.02, $"{plain} {late}");

        double Accuracy(IEstimator<ITransformer> pipeline)
        {
            var scored = pipeline.Fit(Clusters(1)).Transform(Clusters(2, missingTexts: true));
            return ml.MulticlassClassification.Evaluate(scored).MicroAccuracy;
        }
    }

    [Fact]
    public void LateFusionAveragesTheProbabilitiesOfTheHeadsThatHaveABlock()
    {
        var data = Clusters(1);
        var chain = ml.Transforms.FuseEmbeddings("Features", "Text", "Image").Append(ml.MulticlassClassification.Trainers.LateFusion());
        var model = chain.Fit(data);
        Assert.Equal((2, 3), (model.LastTransformer.Model.BlockCount, model.LastTransformer.Model.ClassCount));
        // Each head alone is a linear probe on its own scaled column.
        float[][] text = Alone("Text"), image = Alone("Image"), both = Scores(model, Clusters(2));
        for (int row = 0; row < both.Length; row++)
            Assert.Equal(text[row].Zip(image[row], (a, b) => (a + b) / 2), both[row], (a, b) => Math.Abs(a - b) < 1e-5);
        float[][] missing = Scores(model, Clusters(2, missingTexts: true));
        for (int row = 0; row < both.Length; row++)
            Assert.Equal(row % 2 == 0 ? image[row] : both[row], missing[row], (a, b) => Math.Abs(a - b) < 1e-5);
        var nothing = ml.Data.LoadFromEnumerable([new Row { Label = 1 }]);
        Assert.Equal([0.6f, 0.2f, 0.2f], Scores(model, nothing)[0], (a, b) => Math.Abs(a - b) < 1e-5);

        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        Assert.Equal(both, Scores(ml.Model.Load(folder["model.zip"], out _), Clusters(2)));
        ChangedZips.AreRefused(folder["model.zip"], folder["changed.zip"], "Model.key");
        using var engine = ml.Model.CreatePredictionEngine<Row, Prediction>(model);
        var first = ml.Data.CreateEnumerable<Row>(Clusters(2), reuseRowObject: false).First();
        Assert.Equal(both[0], engine.Predict(first).Score);

        float[][] Alone(string column) => Scores(
            ml.Transforms.FuseEmbeddings("Features", column).Append(ml.MulticlassClassification.Trainers.LinearProbe()).Fit(data), Clusters(2));

        float[][] Scores(ITransformer model, IDataView rows) => [.. model.Transform(rows).GetColumn<float[]>("Score")];
    }

    private IDataView Clusters(int seed, bool missingTexts = false)
    {
        var random = new Random(seed);
        // One class is frequent: a head that never did without the text answers with it.
        return ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => i % 10 < 6 ? 0 : i % 10 < 8 ? 1 : 2).Select(place => new Row
        {
            Label = (uint)place,
            Text = Around(place, 0.15f),
            Image = Around(place, 0.4f),
        }).ToArray().Select((row, i) => new Row { Label = row.Label, Text = missingTexts && i % 2 == 0 ? null : row.Text, Image = row.Image }));

        float[] Around(int place, float noise) =>
            [.. Enumerable.Range(0, 4).Select(i => (i == place ? 1 : 0) + noise * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 2)];
    }

    private sealed class Row
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(4)]
        public float[]? Text { get; set; }

        [VectorType(4)]
        public float[]? Image { get; set; }
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Spy : IEstimator<ITransformer>
    {
        public List<(float Id, float[] Features)> Rows { get; } = [];

        public List<DataViewRowId> Ids { get; } = [];

        public Random? Random { get; init; }

        public ITransformer Fit(IDataView input)
        {
            Assert.True(input.CanShuffle);
            using var cursor = input.GetRowCursor([input.Schema["Id"], input.Schema["Features"]], Random);
            var id = cursor.GetGetter<float>(input.Schema["Id"]);
            var features = cursor.GetGetter<VBuffer<float>>(input.Schema["Features"]);
            var rowId = cursor.GetIdGetter();
            float number = 0;
            VBuffer<float> vector = default;
            DataViewRowId unique = default;
            while (cursor.MoveNext())
            {
                id(ref number);
                features(ref vector);
                rowId(ref unique);
                Rows.Add((number, [.. vector.DenseValues()]));
                Ids.Add(unique);
            }
            Assert.Equal(Rows.Count, input.GetRowCount());
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}

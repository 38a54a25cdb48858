using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

public sealed class KNearestNeighborsTests : NearestNeighborContract
{
    protected override double LeastAccuracy => 0.75;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) => ml.MulticlassClassification.Trainers.KNearestNeighbors();

    [Fact]
    public void OneNeighborGivesEveryRowItsOwnClass()
    {
        var rows = Data.Rows(60, seed: 1, spread: 2);
        var model = Ml.MulticlassClassification.Trainers.KNearestNeighbors(new NearestNeighborOptions { Neighbors = 1 }).Fit(Data.View(rows));
        Assert.Equal(60, model.Model.Count);
        Assert.Equal(1, Accuracy(model, rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearestNeighborOptions { Neighbors = 0 });
    }

    /// <summary>By the definition: the nearest five by cosine, weights exp(cosine / 0.07), shares of the classes.</summary>
    [Fact]
    public void ScoresAreTheSharesOfTheNearest()
    {
        var rows = Data.Rows(40, seed: 1);
        var test = Data.Rows(20, seed: 2);
        float[][] scores = ScoresOf(Trainer(Ml).Fit(Data.View(rows)), Data.View(test));
        foreach (var (query, given) in test.Zip(scores))
        {
            var nearest = rows.Select((row, index) => (Cosine: Cosine(row.Features, query.Features), Class: index % Classes)).OrderByDescending(pair => pair.Cosine).Take(5).ToArray();
            double[] expected = [.. Enumerable.Range(0, Classes).Select(c => nearest.Where(pair => pair.Class == c).Sum(pair => Math.Exp(pair.Cosine / 0.07)))];
            Assert.All(given.Zip(expected), pair => Assert.Equal(pair.Second / expected.Sum(), pair.First, 1e-4));
        }

        static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
    }
}

public sealed class NearestCentroidTests : NearestNeighborContract
{
    private protected override IEstimator<ITransformer> Trainer(MLContext ml) => ml.MulticlassClassification.Trainers.NearestCentroid();

    /// <summary>What grows with the classes is the answer alone: no row of the search and nothing that is sorted.</summary>
    [Fact]
    public void APredictionTakesNoMemoryForItsClasses()
    {
        long small = BytesOfAPrediction(classes: 10), large = BytesOfAPrediction(classes: 5000);
        Assert.InRange(large, 0, small + 256);
    }

    private static long BytesOfAPrediction(int classes)
    {
        var random = new Random(1);
        var examples = Examples.Of(Clusters.Dimension, [.. Enumerable.Range(0, classes).Select(i => (i, Enumerable.Range(0, Clusters.Dimension).Select(_ => random.NextSingle()).ToArray()))]);
        float[] vector = UnitLength.Normalized(Clusters.Center(1));
        var matches = new RowMatch[classes];
        Assert.Equal(classes, examples.All(vector, matches).Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            examples.All(vector, matches);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
    }

    [Fact]
    public void MoreExamplesAreAsGoodAsTrainingOnAll()
    {
        var rows = Data.Rows(60, seed: 1);
        ITransformer model = Trainer(Ml).Fit(Data.View(rows[..30]));
        foreach (var group in rows[30..].GroupBy(row => row.Name))
            model = Ml.Model.AddExamples(model, group.Key, Data.View(group));
        var test = Data.View(Data.Rows(60, seed: 2));
        float[][] all = ScoresOf(Trainer(Ml).Fit(Data.View(rows)), test);
        Assert.All(ScoresOf(model, test).Zip(all), pair => Assert.All(pair.First.Zip(pair.Second), scores => Assert.Equal(scores.First, scores.Second, 1e-4f)));
        Assert.Equal(Classes, ((MulticlassPredictionTransformer<NearestNeighborModelParameters>)model).Model.Count);
    }
}

/// <summary>What holds for models that keep examples.</summary>
public abstract class NearestNeighborContract : TrainerContract
{
    protected override bool IsBinary => false;

    protected override bool IsNative => false;

    /// <summary>
    /// A row's answer is written where the caller has room, and the search keeps no row of the model: what is left is a scorer, the nearest few and ML.NET's own row.
    /// </summary>
    [Fact]
    public void ARowTakesTheSameLittleMemoryHoweverManyExamplesThereAre()
    {
        long few = BytesOfARow(classes: 10), many = BytesOfARow(classes: 2000);
        Assert.InRange(many, 0, 1500);
        Assert.InRange(many, 0, few + 64);
    }

    private long BytesOfARow(int classes)
    {
        const int rows = 300, dimension = 256;
        var random = new Random(1);
        float[][] vectors = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        var features = new TestColumn<VBuffer<float>>(
            "Features", new VectorDataViewType(NumberDataViewType.Single, dimension), (int row, ref VBuffer<float> value) => value = new VBuffer<float>(dimension, vectors[row % classes]));
        var label = new TestColumn<uint>("Label", new KeyDataViewType(typeof(uint), classes), (int row, ref uint value) => value = (uint)(row % classes + 1));
        var scored = Trainer(Ml).Fit(new RowsDataView(classes, [label, features])).Transform(new RowsDataView(2 * rows, [label, features]));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["PredictedLabel"]]);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        VBuffer<float> scores = default;
        uint answer = 0;
        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / rows;

        void Read()
        {
            for (int i = 0; i < rows && cursor.MoveNext(); i++)
            {
                score(ref scores);
                predicted(ref answer);
                Assert.Equal((uint)(cursor.Position % classes + 1), answer);
            }
        }
    }

    /// <summary>Zeros and infinite values have no direction to compare.</summary>
    [Fact]
    public void AVectorWithoutADirectionHasNoScoreAndNoLabel()
    {
        HasNoScore(new float[Clusters.Dimension]);
        HasNoScore([float.PositiveInfinity, .. new float[Clusters.Dimension - 1]]);
    }

    [Fact]
    public void AClassIsAddedToALoadedModelBetweenOtherStages()
    {
        var two = new Clusters(Ml, classes: 2);
        var view = Ml.Data.LoadFromEnumerable(two.Rows(40, seed: 1));
        var trained = Ml.Transforms.Conversion.MapValueToKey("Label", "Name").Append(Trainer(Ml))
            .Append(Ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel")).Fit(view);
        Ml.Model.Save(trained, view.Schema, Folder["two.zip"]);
        var loaded = Ml.Model.Load(Folder["two.zip"], out var schema);

        var third = Data.Rows(60, seed: 3).Where(row => row.Name == Clusters.NameOf(2));
        var grown = Ml.Model.AddClass(loaded, Clusters.NameOf(2), Ml.Data.LoadFromEnumerable(third));
        Ml.Model.Save(grown, schema, Folder["three.zip"]);
        var test = Data.Rows(300, seed: 2);
        Assert.InRange(Right(Ml.Model.Load(Folder["three.zip"], out _)), LeastAccuracy, 1);
        Assert.InRange(Right(loaded), 0.5, 0.67);

        double Right(ITransformer model) => model.Transform(Ml.Data.LoadFromEnumerable(test)).GetColumn<string>("Answer")
            .Zip(test, (answer, row) => answer == row.Name ? 1.0 : 0).Average();
    }

    /// <summary>Nor a column that a stage would make the label of.</summary>
    [Fact]
    public void ExamplesNeedNoLabelColumn()
    {
        var two = new Clusters(Ml, classes: 2);
        var model = Ml.Transforms.Conversion.MapValueToKey("Label", "Name").Append(Ml.Transforms.CopyColumns("Vector", "Features"))
            .Append(Ml.Transforms.CopyColumns("Features", "Vector")).Append(Trainer(Ml)).Fit(Ml.Data.LoadFromEnumerable(two.Rows(40, seed: 1)));
        var examples = Ml.Data.LoadFromEnumerable(Data.Rows(60, seed: 3).Where(row => row.Name == Clusters.NameOf(2)));
        var unnamed = Ml.Transforms.SelectColumns("Features").Fit(examples).Transform(examples);
        var test = Ml.Data.LoadFromEnumerable(Data.Rows(60, seed: 2));
        Assert.Equal(
            ScoresOf(Ml.Model.AddClass(model, Clusters.NameOf(2), examples), test), ScoresOf(Ml.Model.AddClass(model, Clusters.NameOf(2), unnamed), test));
        var noVectors = Ml.Transforms.SelectColumns("Id").Fit(examples).Transform(examples);
        Assert.Contains("Features", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Model.AddClass(model, "class 2", noVectors)).Message);
        var rows = Data.Rows(6, seed: 3);
        rows[2].Features = null!;
        string message = Assert.Throws<ArgumentException>(() => Ml.Model.AddClass(model, "class 2", Ml.Data.LoadFromEnumerable(rows))).Message;
        Assert.Contains("row 2", message);
        Assert.Contains("'Features' of examples", message);
    }

    /// <summary>A changed bit gave other scores.</summary>
    [Fact]
    public void AZipOfOneChangedBitIsRefused()
    {
        var view = Data.View(Data.Rows(12, seed: 1));
        Ml.Model.Save(Trainer(Ml).Fit(view), view.Schema, Folder["model.zip"]);
        ChangedZips.AreRefused(Folder["model.zip"], Folder["changed.zip"], "Model.key");
    }

    [Fact]
    public void WhatCannotBeAddedIsSaid()
    {
        var view = Data.View(Data.Rows(30, seed: 1));
        var model = Trainer(Ml).Fit(view);
        Assert.Contains("AddExamples", Assert.Throws<ArgumentException>(() => Ml.Model.AddClass(model, "class 1", view)).Message);
        Assert.Contains("AddClass", Assert.Throws<ArgumentException>(() => Ml.Model.AddExamples(model, "class 9", view)).Message);
        Assert.Contains("no example", Assert.Throws<ArgumentException>(() => Ml.Model.AddClass(model, "class 9", Data.View([]))).Message);
        var other = Ml.MulticlassClassification.Trainers.LinearProbe().Fit(view);
        Assert.Contains("KNearestNeighbors", Assert.Throws<ArgumentException>(() => Ml.Model.AddClass(other, "class 9", view)).Message);
        var rows = Data.Rows(30, seed: 1);
        rows.ForEach(row => row.Name = "");
        Assert.Contains("no label", Assert.Throws<InvalidOperationException>(() => Trainer(Ml).Fit(Data.View(rows))).Message);
    }

    [Fact]
    public void KeysThatAreNumbersTakeNoNewName()
    {
        var view = Ml.Data.LoadFromEnumerable(Data.Rows(30, seed: 1));
        var model = Ml.Transforms.Conversion.MapValueToKey("Label", "Flag").Append(Trainer(Ml)).Fit(view);
        Assert.Contains("Label", Assert.Throws<NotSupportedException>(() => Ml.Model.AddClass(model, "new", view)).Message);
        Assert.NotNull(Ml.Model.AddExamples(model, "True", view));
    }
}

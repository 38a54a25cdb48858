using Microsoft.ML.Data;

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

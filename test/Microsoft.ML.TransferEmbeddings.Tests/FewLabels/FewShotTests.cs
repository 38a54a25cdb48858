using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

public sealed class BinaryFewShotTests : LinearTrainerContract
{
    protected override bool IsBinary => true;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) =>
        ml.BinaryClassification.Trainers.FewShot(new FewShotOptions { LabelColumnName = Label, ClassEmbeddings = Data.BinaryNames(), UnlabeledData = Data.View(Scaled(Data.Rows(100, seed: 7))) });

    [Fact]
    public void NamesOfABooleanLabelComeFromTexts()
    {
        var names = ClassEmbeddings.EmbedBinary("a bad review", "a good review");
        Assert.Equal(["False", "True"], names.Labels);
        Assert.Equal(TextEmbeddingModel.Default.Dimension, names.Dimension);
        var reviews = Ml.Data.LoadFromEnumerable(new[] { "a terrible place", "a lovely place", "very bad food", "very good food" }.Select(text => new Review { Text = text }));
        var model = Ml.Transforms.Text.EmbedText("Features", "Text").Append(Ml.BinaryClassification.Trainers.ZeroShot(names)).Fit(reviews);
        Assert.Equal([false, true, false, true], model.Transform(reviews).GetColumn<bool>("PredictedLabel"));
    }

    private sealed class Review
    {
        public string Text { get; set; } = "";
    }
}

public sealed class MulticlassFewShotTests : LinearTrainerContract
{
    protected override bool IsBinary => false;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) =>
        ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = Data.Names() });

    [Fact]
    public void NamesAndUnlabeledRowsAddToOneLabelAClass()
    {
        double plain = 0, names = 0, both = 0;
        for (int seed = 1; seed <= 10; seed++)
        {
            // A name is as far from its class's center as any row.
            var labeled = Data.View(Data.Rows(3, seed));
            var options = new FewShotOptions { ClassEmbeddings = new ClassEmbeddings(Data.Rows(3, 300 + seed).Select(row => KeyValuePair.Create(row.Name, row.Features))) };
            plain += Test(new FewShotOptions());
            names += Test(options);
            both += Test(new FewShotOptions { ClassEmbeddings = options.ClassEmbeddings, UnlabeledData = Data.View(Data.Rows(200, 100 + seed)) });

            double Test(FewShotOptions options) =>
                Accuracy(Ml.MulticlassClassification.Trainers.FewShot(options).Fit(labeled), Data.Rows(300, 200 + seed)) / 10;
        }
        Assert.True(names > plain + 0.02, $"{plain} without names, {names} with");
        Assert.True(both > names + 0.02, $"{names} without unlabeled rows, {both} with");
    }

    [Fact]
    public void RowsWithoutALabelAreUnlabeledRows()
    {
        var labeled = Data.Rows(6, seed: 1);
        var unlabeled = Data.Rows(90, seed: 5);
        unlabeled.ForEach(row => row.Name = "");
        var test = Data.View(Data.Rows(60, seed: 2));
        var options = new FewShotOptions { ClassEmbeddings = Data.Names() };
        var inside = ScoresOf(Ml.MulticlassClassification.Trainers.FewShot(options).Fit(Data.View([.. labeled, .. unlabeled])), test);
        var apart = ScoresOf(Ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = Data.Names(), UnlabeledData = Data.View(unlabeled) }).Fit(Data.View(labeled)), test);
        Assert.Equal(inside, apart);
        Assert.NotEqual(inside, ScoresOf(Ml.MulticlassClassification.Trainers.FewShot(options).Fit(Data.View(labeled)), test));
    }

    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public void AnUnlabeledRowWithoutAWholeVectorIsRefusedByName(string kind)
    {
        var rows = Data.Rows(30, seed: 5);
        rows[6].Features = BadVectors.Create(kind, Clusters.Dimension)!;
        var options = new FewShotOptions { UnlabeledData = Data.View(rows) };
        string message = Assert.Throws<ArgumentException>(() => Ml.MulticlassClassification.Trainers.FewShot(options).Fit(Data.View(Data.Rows(9, seed: 1)))).Message;
        Assert.Contains("'Features' of UnlabeledData", message);
        Assert.Contains("row 6", message);
    }

    /// <summary>A class that has a name and neither rows nor a key is learned from its name.</summary>
    [Fact]
    public void ANamedClassWithoutRowsIsPredicted()
    {
        var two = new Clusters(Ml, classes: 2);
        var labeled = two.View(two.Rows(20, seed: 1));
        var model = Ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = Data.Names() }).Fit(labeled);
        Ml.Model.Save(model, labeled.Schema, Folder["model.zip"]);
        var test = Data.View(Data.Rows(300, seed: 2));
        foreach (var answers in new[] { model, Ml.Model.Load(Folder["model.zip"], out _) }.Select(model => model.Transform(test)))
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            answers.Schema["PredictedLabel"].GetKeyValues(ref names);
            Assert.Equal(["class 0", "class 1", "class 2"], names.DenseValues().Select(name => name.ToString()));
            Assert.InRange(Ml.MulticlassClassification.Evaluate(answers).MicroAccuracy, 0.8, 1);
        }
        // The labels of two classes are evaluated against the answers of three.
        Assert.InRange(Ml.MulticlassClassification.Evaluate(model.Transform(labeled)).MicroAccuracy, 0.8, 1);

        var numbers = Ml.Transforms.Conversion.MapValueToKey("Key", "Id").Fit(labeled).Transform(labeled);
        var ofNumbers = new FewShotOptions { LabelColumnName = "Key", ClassEmbeddings = new ClassEmbeddings(Enumerable.Range(0, 21).Select(id => KeyValuePair.Create($"{id}", Clusters.Center(id % 3)))) };
        Assert.Contains("'Key'", Assert.Throws<NotSupportedException>(() => Ml.MulticlassClassification.Trainers.FewShot(ofNumbers).Fit(numbers)).Message);
        var ofBooleans = new FewShotOptions
        {
            LabelColumnName = "Flag",
            ClassEmbeddings = new ClassEmbeddings([KeyValuePair.Create("False", Clusters.Center(0)), KeyValuePair.Create("True", Clusters.Center(1)), KeyValuePair.Create("Perhaps", Clusters.Center(2))]),
        };
        Assert.Contains("'Perhaps'", Assert.Throws<NotSupportedException>(() => Ml.BinaryClassification.Trainers.FewShot(ofBooleans).Fit(labeled)).Message);
    }

    /// <summary>ML.NET looks for the last predictor of a chain, and into no chain within it.</summary>
    [Fact]
    public void PermutationFeatureImportanceTakesTheModelAndAPipelineThatEndsInIt()
    {
        var view = Data.View(Data.Rows(90, seed: 1));
        var trainer = Ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = Data.Names() });
        var alone = trainer.Fit(view);
        Check(Ml.MulticlassClassification.PermutationFeatureImportance(alone.LastTransformer, alone.Transform(view), permutationCount: 3));
        var pipeline = Ml.Transforms.CopyColumns("Copy", "Id").Append(trainer).Fit(view);
        Check(Ml.MulticlassClassification.PermutationFeatureImportance(pipeline.LastTransformer.LastTransformer, pipeline.Transform(view), permutationCount: 3));

        static void Check(IReadOnlyList<MulticlassClassificationMetricsStatistics> importance)
        {
            Assert.Equal(Clusters.Dimension, importance.Count);
            // Each of the first three dimensions is the center of a class, the eighth is noise.
            Assert.True(importance[0].MicroAccuracy.Mean < importance[7].MicroAccuracy.Mean);
        }
    }

    [Fact]
    public void TheModelIsLinearBehindThreeNormalizers()
    {
        var view = Data.View(Data.Rows(30, seed: 1));
        var model = Ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = Data.Names() }).Fit(view);
        var transformed = model.Transform(view);
        Assert.All(transformed.GetColumn<float[]>("CenteredFeatures"), vector => Assert.Equal(1, vector.Sum(value => value * value), 1e-5f));
        VBuffer<float>[] weights = [];
        model.LastTransformer.Model.GetWeights(ref weights, out int classes);
        float[] biases = [.. model.LastTransformer.Model.GetBiases()];
        Assert.Equal(Classes, classes);
        foreach (var (vector, scores) in transformed.GetColumn<float[]>("CenteredFeatures").Zip(transformed.GetColumn<float[]>("Score")))
        {
            double[] powers = [.. weights.Select((weight, c) => Math.Exp(biases[c] + weight.DenseValues().Zip(vector, (a, b) => a * b).Sum()))];
            Assert.All(powers.Zip(scores), pair => Assert.Equal(pair.First / powers.Sum(), pair.Second, 1e-4));
        }
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var view = Data.View(Data.Rows(9, seed: 1));
        var trainers = Ml.MulticlassClassification.Trainers;
        var some = new ClassEmbeddings([KeyValuePair.Create("class 0", Clusters.Center(0)), KeyValuePair.Create("other", Clusters.Center(1))]);
        Assert.Contains("class 1", Assert.Throws<InvalidOperationException>(() => trainers.FewShot(new FewShotOptions { ClassEmbeddings = some }).Fit(view)).Message);
        var shorter = new ClassEmbeddings([KeyValuePair.Create("class 0", new float[2]), KeyValuePair.Create("class 1", new float[2])]);
        Assert.Contains("length 2", Assert.Throws<InvalidOperationException>(() => trainers.FewShot(new FewShotOptions { ClassEmbeddings = shorter }).Fit(view)).Message);
        Assert.Contains("ClassEmbeddings", Assert.Throws<InvalidOperationException>(() => trainers.FewShot().Fit(Data.View(Data.Rows(1, seed: 1)))).Message);
        var one = new Clusters(Ml, classes: 1);
        Assert.Contains("one class", Assert.Throws<InvalidOperationException>(() => trainers.FewShot().Fit(one.View(one.Rows(9, seed: 1)))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FewShotOptions { C = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FewShotOptions { ClassEmbeddingWeight = 0 });
        Assert.Contains("ClassEmbeddings", Assert.Throws<ArgumentException>(() => trainers.ZeroShot(new FewShotOptions())).Message);
        var weighted = new FewShotOptions { ClassEmbeddings = Data.Names(), ExampleWeightColumnName = "Weight" };
        Assert.Contains("ExampleWeightColumnName", Assert.Throws<ArgumentException>(() => trainers.ZeroShot(weighted)).Message);
        Assert.Throws<ArgumentException>(() => new ClassEmbeddings([KeyValuePair.Create("a", new float[2])]));
        Assert.Throws<ArgumentException>(() => new ClassEmbeddings([KeyValuePair.Create("a", new float[2]), KeyValuePair.Create("a", new float[2])]));
        Assert.Throws<ArgumentException>(() => new ClassEmbeddings([KeyValuePair.Create("a", new float[2]), KeyValuePair.Create("b", new float[3])]));
    }

    [Fact]
    public void HeldOutRowsAreAsLikelyAsTheModelSays()
    {
        var rows = Data.Rows(60, seed: 1, spread: 0.9);
        var options = new FewShotOptions { ClassEmbeddings = Data.Names(), UnlabeledData = Data.View(Data.Rows(300, seed: 9, spread: 0.9)) };
        var model = Ml.MulticlassClassification.Trainers.FewShot(options).Fit(Data.View(rows));
        var test = Data.Rows(3000, seed: 2, spread: 0.9);
        double confidence = model.Transform(Data.View(test)).GetColumn<float[]>("Score").Average(scores => scores.Max());
        Assert.Equal(Accuracy(model, test), confidence, 0.1);
    }
}

public sealed class ZeroShotTests : LinearTrainerContract
{
    [Fact]
    public void PredictedKeysAreOfTheLabelColumnThatIsNamed()
    {
        var rows = Data.View(Data.Rows(60, 1));
        var view = Ml.Transforms.CopyColumns("Kind", "Label").Append(Ml.Transforms.DropColumns("Label")).Fit(rows).Transform(rows);
        var trainer = Ml.MulticlassClassification.Trainers.ZeroShot(new FewShotOptions { ClassEmbeddings = Data.Names(), LabelColumnName = "Kind" });
        var named = trainer.Fit(view).Transform(view);
        Assert.InRange(Ml.MulticlassClassification.Evaluate(named, "Kind").MicroAccuracy, 0.85, 1);
        Assert.Equal(ScoresOf(Trainer(Ml).Fit(rows), rows), ScoresOf(trainer.Fit(view), view));
    }

    protected override bool IsBinary => false;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) => ml.MulticlassClassification.Trainers.ZeroShot(Data.Names());

    [Fact]
    public void LabelsAreNotRead()
    {
        var rows = Data.Rows(60, seed: 1);
        var wrong = Data.Rows(60, seed: 1);
        wrong.ForEach(row => row.Name = Clusters.NameOf(0));
        var view = Data.View(rows);
        Assert.Equal(ScoresOf(Trainer(Ml).Fit(view), view), ScoresOf(Trainer(Ml).Fit(Data.View(wrong)), view));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutAKeyColumnTheKeysAreTheNames(bool textLabel)
    {
        var rows = Data.View(Data.Rows(60, 1));
        IEstimator<ITransformer> prepare = textLabel ? Ml.Transforms.CopyColumns("Label", "Name") : Ml.Transforms.DropColumns("Label");
        var view = prepare.Fit(rows).Transform(rows);
        var model = Trainer(Ml).Fit(view);
        var answers = Ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel").Fit(model.Transform(view)).Transform(model.Transform(view));
        double right = answers.GetColumn<string>("Answer").Zip(answers.GetColumn<string>("Name"), (answer, name) => answer == name ? 1.0 : 0).Average();
        Assert.InRange(right, 0.85, 1);
        var promised = Trainer(Ml).GetOutputSchema(DataViews.SchemaShapes.Of(view.Schema));
        Assert.Equal(textLabel, promised.Any(column => column.Name == "Label" && column.ItemType is TextDataViewType));
        Assert.Contains(promised, column => column.Name == "PredictedLabel" && column.IsKey);
    }
}

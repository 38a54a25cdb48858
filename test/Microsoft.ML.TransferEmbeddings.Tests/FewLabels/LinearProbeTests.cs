namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

public sealed class BinaryLinearProbeTests : LinearTrainerContract
{
    protected override bool IsBinary => true;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) => ml.BinaryClassification.Trainers.LinearProbe(Label);

    [Fact]
    public void WeightsAreReadable()
    {
        var view = Data.View(Data.Rows(60, seed: 1));
        var model = Ml.BinaryClassification.Trainers.LinearProbe(Label).Fit(view);
        var weights = model.Model.SubModel.Weights;
        Assert.Equal(Clusters.Dimension, weights.Count);
        // Class 0 has its center in the first dimension, class 1 in the second.
        Assert.True(weights[0] < 0 && weights[1] > 0);
        var contributions = Ml.Transforms.CalculateFeatureContribution(model).Fit(model.Transform(view)).Transform(model.Transform(view));
        Assert.NotNull(contributions.Schema.GetColumnOrNull("FeatureContributions"));
    }

    [Fact]
    public void AWarmStartEndsWhereAColdOneDoes()
    {
        var trainer = Ml.BinaryClassification.Trainers.LinearProbe(new LinearProbeOptions { LabelColumnName = Label, C = 3 });
        var more = Data.View(Data.Rows(90, seed: 1));
        var cold = trainer.Fit(more);
        var warm = trainer.Fit(more, trainer.Fit(Data.View(Data.Rows(60, seed: 1))));
        Assert.All(ScoresOf(cold, more).Zip(ScoresOf(warm, more)), pair => Assert.Equal(pair.First[0], pair.Second[0], 1e-3f));
        Assert.True(Steps(() => trainer.Fit(more, cold)) < Steps(() => trainer.Fit(more)));
    }
}

public sealed class MulticlassLinearProbeTests : LinearTrainerContract
{
    protected override bool IsBinary => false;

    private protected override IEstimator<ITransformer> Trainer(MLContext ml) => ml.MulticlassClassification.Trainers.LinearProbe();

    [Fact]
    public void RowsWithoutALabelAreLeftOut()
    {
        var rows = Data.Rows(45, seed: 1);
        var more = Data.Rows(90, seed: 5);
        more.ForEach(row => row.Name = "");
        var view = Data.View(rows);
        Assert.Equal(ScoresOf(Trainer(Ml).Fit(view), view), ScoresOf(Trainer(Ml).Fit(Data.View([.. rows, .. more])), view));
    }

    [Fact]
    public void AWeightIsAsManyRows()
    {
        var rows = Data.Rows(30, seed: 1);
        var weighted = Data.Rows(30, seed: 1);
        weighted[0].Weight = 3;
        var options = new LinearProbeOptions { C = 2, ExampleWeightColumnName = nameof(Clusters.Row.Weight) };
        var view = Data.View(rows);
        var same = ScoresOf(Ml.MulticlassClassification.Trainers.LinearProbe(options).Fit(view), view);
        var other = ScoresOf(Ml.MulticlassClassification.Trainers.LinearProbe(options).Fit(Data.View(weighted)), view);
        Assert.NotEqual(same, other);
        Assert.True(other[0][0] > same[0][0]);
        weighted[0].Weight = -1;
        Assert.Contains("Weight", Assert.Throws<ArgumentException>(() => Ml.MulticlassClassification.Trainers.LinearProbe(options).Fit(Data.View(weighted))).Message);
    }

    [Fact]
    public void AWarmStartEndsWhereAColdOneDoes()
    {
        var trainer = Ml.MulticlassClassification.Trainers.LinearProbe(new LinearProbeOptions { C = 3 });
        var more = Data.View(Data.Rows(90, seed: 1));
        var cold = trainer.Fit(more);
        var warm = trainer.Fit(more, trainer.Fit(Data.View(Data.Rows(60, seed: 1))));
        Assert.All(ScoresOf(cold, more).Zip(ScoresOf(warm, more)), pair => Assert.All(pair.First.Zip(pair.Second), score => Assert.Equal(score.First, score.Second, 1e-3f)));
        Assert.True(Steps(() => trainer.Fit(more, cold)) < Steps(() => trainer.Fit(more)));
    }

    [Fact]
    public void AStartOfOtherClassesIsRefused()
    {
        var trainer = Ml.MulticlassClassification.Trainers.LinearProbe();
        var two = new Clusters(Ml, 2);
        var start = trainer.Fit(two.View(two.Rows(30, seed: 1)));
        string message = Assert.Throws<ArgumentException>(() => trainer.Fit(Data.View(Data.Rows(30, seed: 1)), start)).Message;
        Assert.Contains("2 classes", message);
        Assert.Contains("Label", message);
    }

    [Fact]
    public void BalancedClassesCountTheSame()
    {
        // Ten rows of class 0 for one of the others, and so near each other that the prior decides.
        var rows = Data.Rows(300, seed: 1, spread: 0.9).Where(row => row.Name == Clusters.NameOf(0) || row.Id % 10 < 3).ToList();
        double plain = Recall(new LinearProbeOptions()), balanced = Recall(new LinearProbeOptions { BalanceClasses = true });
        Assert.True(balanced > plain + 0.05, $"{plain} without, {balanced} with");

        double Recall(LinearProbeOptions options) => Ml.MulticlassClassification
            .Evaluate(Ml.MulticlassClassification.Trainers.LinearProbe(options).Fit(Data.View(rows)).Transform(Data.View(Data.Rows(900, seed: 2, spread: 0.9)))).MacroAccuracy;
    }

    [Fact]
    public void AClassWithoutARowIsNeverPredicted()
    {
        var rows = Data.Rows(60, seed: 1).Where(row => row.Name != Clusters.NameOf(1)).ToList();
        float[][] scores = ScoresOf(Trainer(Ml).Fit(Data.View(rows)), Data.View(Data.Rows(60, seed: 2)));
        Assert.All(scores, row => Assert.InRange(row[1], 0, 1e-6f));
        var one = Data.Rows(60, seed: 1).Where(row => row.Name == Clusters.NameOf(1));
        Assert.Contains("one class only", Assert.Throws<InvalidOperationException>(() => Trainer(Ml).Fit(Data.View(one))).Message);
    }

    [Fact]
    public void AFitThatDoesNotConvergeSaysSo()
    {
        var messages = new List<string>();
        Ml.Log += (_, e) => messages.Add(e.Message);
        var view = Data.View(Data.Rows(60, seed: 1));
        Trainer(Ml).Fit(view);
        Assert.DoesNotContain(messages, message => message.Contains("did not converge"));
        Ml.MulticlassClassification.Trainers.LinearProbe(new LinearProbeOptions { MaxIterations = 2 }).Fit(view);
        Assert.Contains(messages, message => message.Contains("did not converge") && message.Contains("MaxIterations"));
    }

    [Fact]
    public void BeatsTheMajorityClassWithFourLabels()
    {
        var model = Trainer(Ml).Fit(Data.View(Data.Rows(12, seed: 3)));
        Assert.InRange(Accuracy(model, Data.Rows(600, seed: 4)), 0.6, 1);
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearProbeOptions { C = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearProbeOptions { MaxIterations = 0 });
        Assert.Throws<ArgumentException>(() => new LinearProbeOptions { FeatureColumnName = "" });
        Assert.Throws<ArgumentException>(() => Ml.MulticlassClassification.Trainers.LinearProbe(""));
    }
}

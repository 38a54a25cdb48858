using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Evaluation;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>A context that is canceled while a trainer works ends the work, and is told before how far it is.</summary>
public sealed class CancellationTests
{
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Trainers { get; } = ["LinearProbe", "FewShot", "ZeroShot", "KNearestNeighbors", "NearestCentroid"];

    [Theory]
    [InlineData("LinearProbe")]
    [InlineData("FewShot")]
    public void TheStepAfterTheCancellationIsNotMade(string trainer)
    {
        var data = new Clusters(ml, classes: 3);
        var view = data.View(data.Rows(90, seed: 1));
        var steps = new List<string>();
        void Listen(object? sender, LoggingEventArgs e)
        {
            if (e.Message.Contains("Step "))
                steps.Add(e.Message);
        }
        ml.Log += Listen;
        Trainer(trainer, data).Fit(view);
        Assert.True(steps.Count > 3, $"{steps.Count} steps");
        Assert.All(steps.Index(), step => Assert.Contains($"Step {step.Index + 1} of ", step.Item));

        steps.Clear();
        ml.Log += (_, e) =>
        {
            if (e.Message.Contains("Step 2 "))
                CancelExecution(ml);
        };
        Assert.Throws<OperationCanceledException>(() => Trainer(trainer, data).Fit(view));
        Assert.Equal(2, steps.Count);
    }

    [Theory]
    [InlineData("LinearProbe")]
    [InlineData("FewShot")]
    [InlineData("ZeroShot")]
    [InlineData("KNearestNeighbors")]
    public void TheTokenOfTheOptionsEndsAFit(string trainer)
    {
        var data = new Clusters(ml, classes: 3);
        using var cancellation = new CancellationTokenSource();
        var estimator = Trainer(trainer, data, token: cancellation.Token);
        var view = data.View(data.Rows(30, seed: 1));
        Assert.NotNull(estimator.Fit(view));
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(view));
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void TheRowAfterTheCancellationIsNotRead(string trainer)
    {
        int last = -1;
        var key = new TestColumn<uint>("Label", new KeyDataViewType(typeof(uint), 2), (int row, ref uint value) => value = (uint)(row % 2 + 1));
        var features = new TestColumn<VBuffer<float>>(
            "Features", new VectorDataViewType(NumberDataViewType.Single, Clusters.Dimension),
            (int row, ref VBuffer<float> value) => value = new VBuffer<float>(Clusters.Dimension, Clusters.Center(row % 2)));
        var view = new RowsDataView(1000, [key, features])
        {
            OnRow = row =>
            {
                last = row;
                if (row == 10)
                    CancelExecution(ml);
            },
        };
        var names = new Clusters(ml, classes: 2);
        Assert.Throws<OperationCanceledException>(() => Trainer(trainer, names, named: false).Fit(view));
        Assert.Equal(10, last);
    }

    /// <summary>Within a step: at each evaluation of the loss, in each part of a regression.</summary>
    [Fact]
    public void RegressionsHearAtOnce()
    {
        var random = new Random(1);
        var rows = new VectorRows(20);
        for (int i = 0; i < 200; i++)
            rows.Add([.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())], i % 4);
        double[][] targets = [.. Enumerable.Range(0, 200).Select(row => new[] { rows.ClassOf(row) == 0 ? 1.0 : 0 })];
        for (int allowed = 1; allowed < 20; allowed += 6)
        {
            int calls = 0;
            void CheckAlive()
            {
                if (++calls == allowed)
                    throw new OperationCanceledException();
            }
            Assert.Throws<OperationCanceledException>(() => new LogisticRegression(rows, 4, CheckAlive).Fit(1, 1000));
            Assert.Equal(allowed, calls);
            calls = 0;
            Assert.Throws<OperationCanceledException>(() => new RidgeRegression(rows, CheckAlive).Fit(targets, 1));
            Assert.Equal(allowed, calls);
        }
    }

    [Fact]
    public void SearchesAndMeasurementsEndWithTheContext()
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(60, seed: 1));
        var blocks = new FeatureBlockSelectionOptions { BlockLengths = [4, 4, 4], Progress = new CallingProgress<FeatureBlockTrial>(_ => CancelExecution(ml)) };
        Assert.Throws<OperationCanceledException>(() => ml.Transforms.SelectFeatureBlocks(view, blocks));

        // Once canceled, a context and its data stay so.
        var other = new MLContext(seed: 1);
        var otherData = new Clusters(other, classes: 2);
        int fits = 0;
        var curve = new LearningCurveOptions
        {
            LabelsPerClass = [1, 2],
            Progress = new CallingProgress<LearningCurveProgress>(_ =>
            {
                fits++;
                CancelExecution(other);
            }),
        };
        Assert.Throws<OperationCanceledException>(() =>
            other.MulticlassClassification.LearningCurve(
                otherData.View(otherData.Rows(60, seed: 1)),
                [KeyValuePair.Create("centroid", (IEstimator<ITransformer>)other.MulticlassClassification.Trainers.NearestCentroid())], curve));
        Assert.Equal(1, fits);
    }

    /// <summary>Internal to ML.NET; AutoML calls it.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    private static extern void CancelExecution(MLContext ml);

    private IEstimator<ITransformer> Trainer(string name, Clusters data, bool named = true, CancellationToken token = default)
    {
        var trainers = ml.MulticlassClassification.Trainers;
        return name switch
        {
            "LinearProbe" => trainers.LinearProbe(new LinearProbeOptions { CancellationToken = token }),
            "FewShot" => trainers.FewShot(new FewShotOptions { ClassEmbeddings = named ? data.Names() : null, CancellationToken = token }),
            "ZeroShot" => trainers.ZeroShot(new FewShotOptions { ClassEmbeddings = data.Names(), LabelColumnName = named ? "Label" : "Class", CancellationToken = token }),
            "KNearestNeighbors" => trainers.KNearestNeighbors(new NearestNeighborOptions { CancellationToken = token }),
            "NearestCentroid" => trainers.NearestCentroid(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no trainer"),
        };
    }
}

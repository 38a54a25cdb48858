using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tuning.Choice;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>The trainer that chooses how much of an encoder learns, and says why.</summary>
public sealed class FineTuneTextAutoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly TextEmbeddingModel encoder;
    private readonly TextEmbeddingModel network;

    public FineTuneTextAutoTests()
    {
        encoder = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"]));
        network = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["network"]));
    }

    public void Dispose()
    {
        encoder.Dispose();
        network.Dispose();
        folder.Dispose();
    }

    /// <summary>Letters whose classes the frozen vectors don't tell.</summary>
    [Fact]
    public void AHeavierWayIsChosenWhereItIsAhead()
    {
        FineTuningReport? report = null;
        var data = View(LetterTask.Rows(200, seed: 1, classes: 3));
        var model = ml.MulticlassClassification.Trainers.FineTuneTextAuto(Options(), Auto(found => report = found)).Fit(data);

        Assert.NotNull(report);
        Assert.Equal(FineTuningWay.StaticTuning, report.Chosen);
        Assert.Equal([FineTuningWay.LinearProbe, FineTuningWay.FewShot, FineTuningWay.StaticTuning], report.Candidates.Select(candidate => candidate.Way));
        Assert.All(report.Candidates, candidate => Assert.True(candidate.ProcessorTime > TimeSpan.Zero));
        Assert.Contains("points ahead of", report.Reason);
        Assert.Contains("NetworkTuning was left out: the model is static", report.Reason);
        var tuned = ml.MulticlassClassification.Trainers.FineTuneStaticText(new FineTuneStaticTextOptions { Model = encoder, Training = Training }).Fit(data);
        Assert.Equal(Scores(tuned.Transform(data)), Scores(model.Transform(data)));

        // Accuracy on the rows of other draws is about what the parts that were held out promise.
        double accuracy = ml.MulticlassClassification.Evaluate(model.Transform(View(LetterTask.Rows(400, seed: 2, classes: 3)))).MicroAccuracy;
        Assert.InRange(report.Candidates[^1].Accuracy, accuracy - 0.1, accuracy + 0.1);
    }

    /// <summary>Labels that no text tells: nothing is ahead of anything by more than chance.</summary>
    [Fact]
    public void TheLightestWayIsChosenWhereNoneIsAhead()
    {
        FineTuningReport? report = null;
        var rows = LetterTask.Rows(60, seed: 1);
        var random = new Random(1);
        foreach (var row in rows)
            (row.Text, row.Label) = ("a b", $"class {random.Next(2)}");
        var data = View(rows);
        var model = ml.MulticlassClassification.Trainers.FineTuneTextAuto(Options(), Auto(found => report = found, FineTuningWay.StaticTuning, FineTuningWay.LinearProbe)).Fit(data);
        Assert.Equal(FineTuningWay.LinearProbe, report!.Chosen);
        Assert.Equal("StaticTuning is not ahead of LinearProbe.", report.Reason);
        var probe = ml.Transforms.Text.EmbedText("Features", "Text", encoder).Append(ml.MulticlassClassification.Trainers.LinearProbe()).Fit(data);
        Assert.Equal(Scores(probe.Transform(data)), Scores(model.Transform(data)));
    }

    [Fact]
    public void TheNetworkLearnsOncePerPartAndOnceMoreIfItIsChosen()
    {
        int tunings = 0;
        FineTuningReport? report = null;
        var options = new Switched(encoder, () => tunings++) { Model = network };
        var data = View(LetterTask.Rows(120, seed: 1, classes: 3));
        var reports = new List<FineTuneTextAutoProgress>();
        var auto = new FineTuneTextAutoOptions
        {
            Ways = [FineTuningWay.NetworkTuning, FineTuningWay.LinearProbe], Folds = 3, Report = found => report = found, Progress = new Observer(reports.Add),
        };
        var model = ml.MulticlassClassification.Trainers.FineTuneTextAuto(options, auto).Fit(data);
        Assert.Equal(FineTuningWay.NetworkTuning, report!.Chosen);
        Assert.Equal(4, tunings);
        Assert.Equal([1, 2, 3, 4, 5, 6], reports.Select(progress => progress.Completed));
        Assert.All(reports, progress => Assert.Equal(6, progress.Total));
        Assert.Equal(report.Candidates[1].Accuracy, reports.Skip(3).Average(progress => progress.Accuracy), 1e-9);
        ml.Model.Save(model, data.Schema, folder["auto.zip"]);
        Assert.Equal(Scores(model.Transform(data)), Scores(new MLContext().Model.Load(folder["auto.zip"], out _).Transform(data)));
    }

    [Fact]
    public void NoRowIsTestedByWhatHasSeenIt()
    {
        var options = new Switched(encoder, () => { }) { Model = network };
        var rows = LetterTask.Rows(40, seed: 1);
        foreach (var (index, row) in rows.Index())
            row.Text += $" number{index}";
        var auto = new FineTuneTextAutoOptions { Ways = [FineTuningWay.NetworkTuning], Folds = 4 };
        ml.MulticlassClassification.Trainers.FineTuneTextAuto(options, auto).Fit(View(rows));
        Assert.Equal([30, 30, 30, 30, 40], options.Seen.Select(seen => seen.Count));
        // Each row is left out once, of all trainings but the last.
        Assert.All(rows, row => Assert.Equal(4, options.Seen.Count(seen => seen.Any(text => text.Text == row.Text))));
    }

    [Fact]
    public void ABooleanLabelIsAsGood()
    {
        FineTuningReport? report = null;
        var data = ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 1));
        var options = new StaticallyTuned { Model = encoder, LabelColumnName = nameof(LetterTask.Row.IsFirst) };
        var model = ml.BinaryClassification.Trainers.FineTuneTextAuto(options, Auto(found => report = found)).Fit(data);
        var metrics = ml.BinaryClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 2))), nameof(LetterTask.Row.IsFirst));
        Assert.InRange(metrics.Accuracy, 0.8, 1);
        Assert.InRange(report!.Candidates.Max(candidate => candidate.Accuracy), metrics.Accuracy - 0.1, metrics.Accuracy + 0.1);
    }

    [Fact]
    public void TheRuleIsOneStandardErrorOfTheDifference()
    {
        double[] few = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], many = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0], one = [0, 1, 1, 0, 0, 0, 0, 0, 0, 0];
        // Two of ten rows more: 20 points, with an error of the square root of 1.6 by ten.
        Assert.Equal((0.2, Math.Sqrt(1.6) / 10), Result(FineTuningWay.FewShot, many).Against(Result(FineTuningWay.LinearProbe, few)), Near);
        Assert.Equal(FineTuningWay.FewShot, Chosen(few, many));
        // Two more and one less: 10 points, with an error of 17.
        Assert.Equal(FineTuningWay.LinearProbe, Chosen(few, one));
        Assert.Equal(FineTuningWay.LinearProbe, Chosen(many, many));
        // What is ahead of the lightest is not ahead of the one between.
        var report = LightestWay.Choose([Result(FineTuningWay.LinearProbe, few), Result(FineTuningWay.FewShot, many), Result(FineTuningWay.NetworkTuning, many)], ["Left out."]);
        Assert.Equal(FineTuningWay.FewShot, report.Chosen);
        Assert.Equal(
            "FewShot is 20.0 points ahead of LinearProbe, which is more than the standard error of 12.6. NetworkTuning is not ahead of FewShot. Left out.", report.Reason);
        Assert.Equal("FewShot: 30.0 ± 14.5 %, 2.0 s of processor time", report.Candidates[1].ToString());

        static HeldOutResult Result(FineTuningWay way, double[] hits) => new(way, hits, TimeSpan.FromSeconds(2));
        static FineTuningWay Chosen(double[] light, double[] heavy) =>
            LightestWay.Choose([Result(FineTuningWay.LinearProbe, light), Result(FineTuningWay.FewShot, heavy)], []).Chosen;
        static bool Near((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-12 && Math.Abs(x.Item2 - y.Item2) < 1e-12;
    }

    [Fact]
    public void ACanceledChoiceEnds()
    {
        using var source = new CancellationTokenSource();
        int reports = 0;
        var auto = new FineTuneTextAutoOptions
        {
            Progress = new Observer(_ =>
            {
                reports++;
                source.Cancel();
            }),
        };
        var options = new StaticallyTuned { Model = encoder, CancellationToken = source.Token };
        Assert.ThrowsAny<OperationCanceledException>(() => ml.MulticlassClassification.Trainers.FineTuneTextAuto(options, auto).Fit(View(LetterTask.Rows(40, seed: 1))));
        Assert.Equal(1, reports);
    }

    [Fact]
    public void WhatCannotBeComparedIsNamed()
    {
        LetterTask.Row[] Rows(params string[] labels) => [.. labels.Select((label, i) => new LetterTask.Row { Text = $"a {(char)('b' + i)}", Label = label })];
        AssertFails("'one'", Rows("one", "one", "one"));
        AssertFails("Class 'single' has one row only", Rows("one", "one", "one", "single"));
        AssertFails("StaticTuning was left out: while a part is held out, a class has 1 row", Rows("one", "one", "two", "two", "two"), FineTuningWay.StaticTuning);
        Assert.Throws<ArgumentException>(() => new FineTuneTextAutoOptions { Ways = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FineTuneTextAutoOptions { Ways = [(FineTuningWay)7] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FineTuneTextAutoOptions { Folds = 1 });

        void AssertFails(string part, LetterTask.Row[] rows, params FineTuningWay[] ways)
        {
            var auto = ways.Length > 0 ? new FineTuneTextAutoOptions { Ways = ways } : new FineTuneTextAutoOptions();
            Assert.Contains(part, Assert.Throws<InvalidOperationException>(() => ml.MulticlassClassification.Trainers.FineTuneTextAuto(Options(), auto).Fit(View(rows))).Message);
        }
    }

    private static StaticFineTuningOptions Training => new() { LearningRate = 1e-2f };

    private StaticallyTuned Options() => new() { Model = encoder };

    private static FineTuneTextAutoOptions Auto(Action<FineTuningReport> report, params FineTuningWay[] ways) =>
        ways.Length > 0 ? new() { Report = report, StaticTraining = Training, Ways = ways, Folds = 3 } : new() { Report = report, StaticTraining = Training, Folds = 3 };

    private IDataView View(LetterTask.Row[] rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        var options = Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue;
        return ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: options).Fit(data).Transform(data);
    }

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];

    /// <summary>A network that learns, as another model: here a static one that does.</summary>
    private sealed class Switched(TextEmbeddingModel start, Action onTune) : TextTuningOptions
    {
        public List<IReadOnlyList<LabeledText>> Seen { get; } = [];

        protected internal override TextEmbeddingModel Tune(IReadOnlyList<LabeledText> texts, CancellationToken cancellationToken)
        {
            onTune();
            Seen.Add(texts);
            return StaticFineTuner.Tune(start, texts, new StaticFineTuningOptions { LearningRate = 1e-2f });
        }
    }

    private sealed class Observer(Action<FineTuneTextAutoProgress> report) : IProgress<FineTuneTextAutoProgress>
    {
        public void Report(FineTuneTextAutoProgress value) => report(value);
    }
}

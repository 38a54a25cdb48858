using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>The trainers: an encoder learns in whatever way the options say, and leaves as one model with the head after it.</summary>
public sealed class FineTuneTextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly TextEmbeddingModel encoder;

    public FineTuneTextTests() => encoder = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"]));

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(FineTuningHead.LinearProbe)]
    [InlineData(FineTuningHead.FewShot)]
    public void ThePartsAreThoseOfAPipelineOnTheTunedVectors(FineTuningHead head)
    {
        var (train, test) = (View(LetterTask.Rows(200, seed: 1, classes: 3)), View(LetterTask.Rows(50, seed: 2, classes: 3)));
        var options = Options(head);
        var model = ml.MulticlassClassification.Trainers.FineTuneText(options).Fit(train);

        using var tuned = StaticFineTuner.Tune(encoder, options.Seen, new StaticFineTuningOptions { LearningRate = 1e-2f });
        IEstimator<ITransformer> trainer = head == FineTuningHead.LinearProbe
            ? ml.MulticlassClassification.Trainers.LinearProbe()
            : ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = ClassEmbeddings.Embed(Names, tuned) });
        var pipeline = ml.Transforms.Text.EmbedText("Features", "Text", tuned).Append(trainer).Fit(train);
        Assert.Equal(Scores(pipeline.Transform(test)), Scores(model.Transform(test)));

        ml.Model.Save(model, train.Schema, folder["tuned.zip"]);
        Assert.Equal(Scores(model.Transform(test)), Scores(new MLContext().Model.Load(folder["tuned.zip"], out _).Transform(test)));
    }

    [Fact]
    public void ABooleanLabelHasItsNames()
    {
        var data = ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 1));
        var options = new StaticallyTuned
        {
            Model = encoder, LabelColumnName = nameof(LetterTask.Row.IsFirst), Head = FineTuningHead.FewShot,
            ClassNames = new Dictionary<string, string> { ["False"] = "d f", ["True"] = "a c" },
        };
        var trainer = ml.BinaryClassification.Trainers.FineTuneText(options);
        var model = trainer.Fit(data);
        Assert.Equal(["False", "True"], options.Seen.Select(row => row.Label).Distinct().Order());
        var metrics = ml.BinaryClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 2))), nameof(LetterTask.Row.IsFirst));
        Assert.InRange(metrics.Accuracy, 0.85, 1);
    }

    [Fact]
    public void RowsWithoutALabelTeachTheHeadAlone()
    {
        var rows = LetterTask.Rows(100, seed: 1);
        LetterTask.Row[] more = [.. rows, .. LetterTask.Rows(100, seed: 3).Select(row => new LetterTask.Row { Text = row.Text, Label = "" })];
        var (few, many) = (Options(FineTuningHead.FewShot), Options(FineTuningHead.FewShot));
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(rows));
        var one = ml.MulticlassClassification.Trainers.FineTuneText(few).Fit(keys.Transform(ml.Data.LoadFromEnumerable(rows)));
        var other = ml.MulticlassClassification.Trainers.FineTuneText(many).Fit(keys.Transform(ml.Data.LoadFromEnumerable(more)));
        Assert.Equal(few.Seen, many.Seen);
        var test = keys.Transform(ml.Data.LoadFromEnumerable(rows));
        Assert.NotEqual(Scores(one.Transform(test)), Scores(other.Transform(test)));
    }

    [Theory]
    [InlineData(FineTuningHead.LinearProbe)]
    [InlineData(FineTuningHead.FewShot)]
    public void TheSchemaIsAsPromised(FineTuningHead head)
    {
        var data = View(LetterTask.Rows(60, seed: 1, classes: 3));
        var trainer = ml.MulticlassClassification.Trainers.FineTuneText(Options(head));
        var promised = trainer.GetOutputSchema(TransferEmbeddings.MLNet.MLNetInternals.ShapeOf(data.Schema));
        var schema = trainer.Fit(data).GetOutputSchema(data.Schema);
        Assert.Equal(promised.Select(column => column.Name).Order(), schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
    }

    [Fact]
    public void WrongColumnsAreNamed()
    {
        var data = View(LetterTask.Rows(20, seed: 1));
        var noText = Assert.Throws<ArgumentOutOfRangeException>(() =>
            ml.MulticlassClassification.Trainers.FineTuneText(new StaticallyTuned { Model = encoder, InputColumnName = "Sentence" }).Fit(data));
        Assert.Contains("'Sentence'", noText.Message);
        var noBoolean = Assert.Throws<ArgumentOutOfRangeException>(() => ml.BinaryClassification.Trainers.FineTuneText(new StaticallyTuned { Model = encoder }).Fit(data));
        Assert.Contains("Label", noBoolean.Message);
    }

    [Fact]
    public void WhoTunesHearsThatTheContextWasCanceled()
    {
        var data = View(LetterTask.Rows(20, seed: 1));
        var options = new StaticallyTuned
        {
            Model = encoder,
            OnTune = token =>
            {
                CancelExecution(ml);
                Assert.True(token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
                token.ThrowIfCancellationRequested();
            },
        };
        Assert.Throws<OperationCanceledException>(() => ml.MulticlassClassification.Trainers.FineTuneText(options).Fit(data));
        Assert.Empty(options.Seen);
    }

    [Fact]
    public void WhoTunesHearsTheTokenOfTheOptions()
    {
        using var source = new CancellationTokenSource();
        var options = new StaticallyTuned
        {
            Model = encoder,
            CancellationToken = source.Token,
            OnTune = token =>
            {
                source.Cancel();
                token.ThrowIfCancellationRequested();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => ml.MulticlassClassification.Trainers.FineTuneText(options).Fit(View(LetterTask.Rows(20, seed: 1))));
        Assert.Empty(options.Seen);
    }

    /// <summary>Internal to ML.NET; AutoML calls it.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    private static extern void CancelExecution(MLContext ml);

    private static readonly Dictionary<string, string> Names = new() { ["class 0"] = "a d", ["class 1"] = "b e", ["class 2"] = "c f" };

    private StaticallyTuned Options(FineTuningHead head) => new() { Model = encoder, Head = head, ClassNames = head == FineTuningHead.FewShot ? Names : null };

    private IDataView View(LetterTask.Row[] rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        var options = Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue;
        return ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: options).Fit(data).Transform(data);
    }

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];
}

using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>The trainers: encoder and head learn together, and leave as one model.</summary>
public sealed class FineTuneStaticTextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly TextEmbeddingModel encoder;

    public FineTuneStaticTextTests() => encoder = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"]));

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    private sealed class Scored
    {
        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }

        public float Score { get; set; }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void LearnsWhatTheFrozenVectorsDoNotTell(int classes)
    {
        var (train, test) = (View(LetterTask.Rows(400, seed: 1, classes)), View(LetterTask.Rows(400, seed: 2, classes)));
        double frozen = Accuracy(ml.Transforms.Text.EmbedText("Features", "Text", encoder).Append(ml.MulticlassClassification.Trainers.LinearProbe()), train, test);
        double tuned = Accuracy(ml.MulticlassClassification.Trainers.FineTuneStaticText(Options()), train, test);
        Assert.True(tuned > frozen + 0.05, $"accuracy is {tuned}, and {frozen} with the frozen vectors");
    }

    [Fact]
    public void TheZipGivesTheSamePredictions()
    {
        var data = ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 1));
        var trainer = ml.BinaryClassification.Trainers.FineTuneStaticText(Options(label: nameof(LetterTask.Row.IsFirst)));
        var model = trainer.Fit(data);
        ml.Model.Save(model, data.Schema, folder["tuned.zip"]);
        var loaded = new MLContext().Model.Load(folder["tuned.zip"], out _);
        Assert.Equal(Scores(model.Transform(data)), Scores(loaded.Transform(data)));
        Assert.Equal(Scores(model.Transform(data)), Scores(trainer.Fit(data).Transform(data)));
        var metrics = ml.BinaryClassification.Evaluate(loaded.Transform(LoadTest()), nameof(LetterTask.Row.IsFirst));
        Assert.InRange(metrics.Accuracy, 0.85, 1);
        Assert.InRange(metrics.LogLossReduction, 0.3, 1);

        IDataView LoadTest() => ml.Data.LoadFromEnumerable(LetterTask.Rows(200, seed: 2));
    }

    [Fact]
    public void TheVectorsAreThoseOfTheTunedModel()
    {
        var rows = LetterTask.Rows(200, seed: 1);
        var data = ml.Data.LoadFromEnumerable(rows);
        var model = ml.BinaryClassification.Trainers.FineTuneStaticText(Options(label: nameof(LetterTask.Row.IsFirst))).Fit(data);
        using var tuned = StaticFineTuner.Tune(encoder, rows.Select(row => new LabeledText(row.Text, row.IsFirst ? "yes" : "no")), Options().Training);
        Assert.Equal(tuned.Embed(rows.Take(5).Select(row => row.Text)), model.Transform(data).GetColumn<float[]>("Features").Take(5));
    }

    [Fact]
    public void RowsWithoutALabelAreLeftOut()
    {
        var rows = LetterTask.Rows(200, seed: 1);
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(rows));
        LetterTask.Row[] more = [.. rows, new() { Text = LetterTask.UnseenText, Label = "never seen" }];
        Assert.Equal(Vectors(rows), Vectors(more));

        float[][] Vectors(LetterTask.Row[] training) =>
            [.. ml.MulticlassClassification.Trainers.FineTuneStaticText(Options()).Fit(keys.Transform(ml.Data.LoadFromEnumerable(training)))
                .Transform(keys.Transform(ml.Data.LoadFromEnumerable(rows))).GetColumn<float[]>("Score")];
    }

    [Fact]
    public void BalancedClassesCountAlike()
    {
        // Labels that don't depend on the texts, one class five times as frequent as the other.
        var random = new Random(1);
        var rows = LetterTask.Rows(300, seed: 1);
        foreach (var row in rows)
            row.Label = $"class {(random.Next(6) == 0 ? 0 : 1)}";
        var data = ml.Data.LoadFromEnumerable(rows);
        Assert.InRange(ShareOfRareClass(balance: false), 0.1, 0.25);
        Assert.InRange(ShareOfRareClass(balance: true), 0.4, 0.6);

        double ShareOfRareClass(bool balance)
        {
            var options = new FineTuneStaticTextOptions
            {
                Model = encoder,
                LabelColumnName = nameof(LetterTask.Row.IsFirst),
                Training = new() { LearningRate = 1e-2f, BalanceClasses = balance },
            };
            return Scores(ml.BinaryClassification.Trainers.FineTuneStaticText(options).Fit(data).Transform(data)).Average(scored => scored.Probability);
        }
    }

    [Fact]
    public void TheSchemaIsAsPromised()
    {
        var data = View(LetterTask.Rows(60, seed: 1, classes: 3));
        var trainer = ml.MulticlassClassification.Trainers.FineTuneStaticText(Options());
        var promised = trainer.GetOutputSchema(ml.Transforms.CopyColumns("Text", "Text").GetOutputSchema(TransferEmbeddings.MLNet.MLNetInternals.ShapeOf(data.Schema)));
        var schema = trainer.Fit(data).GetOutputSchema(data.Schema);
        Assert.Equal(promised.Select(column => column.Name).Order(), schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
        Assert.Contains("Features", promised.Select(column => column.Name));
    }

    [Fact]
    public void WrongColumnsAreNamed()
    {
        var data = View(LetterTask.Rows(20, seed: 1));
        var noText = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Trainers.FineTuneStaticText("Sentence").Fit(data));
        Assert.Contains("'Sentence'", noText.Message);
        var keyAsText = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Trainers.FineTuneStaticText("Label").Fit(data));
        Assert.Contains("'Label'", keyAsText.Message);
        var noBoolean = Assert.Throws<ArgumentOutOfRangeException>(() => ml.BinaryClassification.Trainers.FineTuneStaticText("Text").Fit(data));
        Assert.Contains("Label", noBoolean.Message);
    }

    private FineTuneStaticTextOptions Options(string label = "Label") => new() { Model = encoder, LabelColumnName = label, Training = new() { LearningRate = 1e-2f } };

    private IDataView View(LetterTask.Row[] rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        var options = Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue;
        return ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: options).Fit(data).Transform(data);
    }

    private double Accuracy(IEstimator<ITransformer> estimator, IDataView train, IDataView test) =>
        ml.MulticlassClassification.Evaluate(estimator.Fit(train).Transform(test)).MicroAccuracy;

    private (bool, float Probability, float)[] Scores(IDataView data) =>
        [.. ml.Data.CreateEnumerable<Scored>(data, reuseRowObject: false).Select(row => (row.PredictedLabel, row.Probability, row.Score))];
}

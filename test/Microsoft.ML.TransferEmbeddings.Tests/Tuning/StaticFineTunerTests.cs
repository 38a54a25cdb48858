using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>What a tuned model is: another model of the same kind, the same every time, in which only what was seen has moved.</summary>
public sealed class StaticFineTunerTests : IDisposable
{
    private static readonly LetterTask.Row[] Rows = LetterTask.Rows(200, seed: 1);

    private static readonly LabeledText[] FourTexts = [new("a b", "one"), new("c d", "two"), new("e f", "one"), new("g h", "two")];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheSameTextsGiveTheSameBytes()
    {
        using var model = Open();
        string one = Tune(model).Fingerprint;
        Assert.Equal(one, Tune(model).Fingerprint);
        Assert.NotEqual(one, Tune(model, seed: 2).Fingerprint);
        Assert.NotEqual(one, model.Fingerprint);
        Assert.NotEqual(one, StaticFineTuner.Tune(model, Labeled(LetterTask.Rows(200, seed: 2)), Options()).Fingerprint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FolderAndZipGiveTheSameVectors(bool normalize)
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"], normalize: normalize));
        using var tuned = Tune(model);
        tuned.SaveToDirectory(folder["tuned"]);
        using var saved = TextEmbeddingModel.FromDirectory(folder["tuned"]);
        Assert.Equal(tuned.Fingerprint, saved.Fingerprint);

        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var stage = ml.Transforms.Text.EmbedText("Features", "Text", tuned).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["tuned.zip"]);
        var loaded = ml.Model.Load(folder["tuned.zip"], out _);
        float[][] vectors = [.. Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float[]>(loaded.Transform(data), "Features")];
        Assert.Equal(tuned.Embed(Texts(Rows)), saved.Embed(Texts(Rows)));
        Assert.Equal(tuned.Embed(Texts(Rows)), vectors);
        Assert.NotEqual(model.Embed("a b c"), tuned.Embed("a b c"));
        if (normalize)
            Assert.Equal(1, System.Numerics.Tensors.TensorPrimitives.Norm<float>(tuned.Embed("a b c")), 1e-5);
    }

    [Theory]
    [InlineData("F32", false)]
    [InlineData("F16", false)]
    [InlineData("BF16", false)]
    [InlineData("I8", false)]
    [InlineData("F32", true)]
    public void WhatNoTextHasStaysAsItIs(string type, bool sharedRows)
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"], type: type, sharedRows: sharedRows));
        using var tuned = Tune(model);
        // Its tokens may share rows with those that were trained.
        foreach (string text in new[] { LetterTask.UnseenText, "good text", "x", "" })
            Assert.Equal(model.Embed(text), tuned.Embed(text), Near);
        Assert.NotEqual(model.Embed("a"), tuned.Embed("a"));
        Assert.Equal("float32", tuned.Describe().Precision);
    }

    [Fact]
    public void PromptAndLengthStayAsTheyAre()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"]), new TextEmbeddingModelOptions { MaxTokens = 4 });
        using var prompted = model.WithPromptText("good ");
        using var tuned = Tune(prompted);
        Assert.Equal(("good ", 4), (tuned.Describe().Prompt, tuned.Describe().MaxTokens));
        Assert.Equal(tuned.Embed("a b c"), tuned.Embed("a b c d e"));
    }

    [Theory]
    [InlineData(StaticTableFormat.Float32, 1e-7)]
    [InlineData(StaticTableFormat.Float16, 1e-3)]
    [InlineData(StaticTableFormat.Int8, 2e-2)]
    public void EveryFormatHasNearlyTheSameVectors(StaticTableFormat format, double tolerance)
    {
        using var model = Open();
        using var exact = Tune(model);
        using var tuned = StaticFineTuner.Tune(model, Labeled(Rows), Options(format: format));
        foreach (var row in Rows.Take(20))
            Assert.All(exact.Embed(row.Text).Zip(tuned.Embed(row.Text)), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void ProgressTellsBothPhases()
    {
        using var model = Open();
        var reports = new List<StaticFineTuningProgress>();
        StaticFineTuner.Tune(model, Labeled(Rows), Options(new Observer(reports.Add))).Dispose();
        var choosing = reports.Where(report => report.Phase == StaticFineTuningPhase.Choosing).ToArray();
        var training = reports.Where(report => report.Phase == StaticFineTuningPhase.Training).ToArray();
        Assert.Equal(Enumerable.Range(1, choosing.Length), choosing.Select(report => report.Epoch));
        Assert.Equal(Enumerable.Range(1, training.Length), training.Select(report => report.Epoch));
        // The epoch with the smallest loss is the last one that is trained.
        Assert.Equal(choosing.MinBy(report => report.HeldOutLoss)!.Epoch, training[^1].Epoch);
        Assert.All(training, report => Assert.Equal(training.Length, report.Epochs));
        Assert.All(training, report => Assert.Null(report.HeldOutLoss));
        Assert.True(training[^1].Loss < training[0].Loss, $"{training[0].Loss} became {training[^1].Loss}");
    }

    /// <summary>Classes that don't depend on the texts.</summary>
    [Fact]
    public void VectorsStayWhereTuningHelpsNoHeldOutText()
    {
        using var model = Open();
        var random = new Random(5);
        LabeledText[] unrelated = [.. Rows.Select(row => new LabeledText(row.Text, $"class {random.Next(2)}"))];
        using var tuned = StaticFineTuner.Tune(model, unrelated, Options());
        Assert.Equal(model.Embed(Texts(Rows)), tuned.Embed(Texts(Rows)));
    }

    [Fact]
    public void ATextThatIsMissingIsEmpty()
    {
        using var model = Open();
        using var missing = StaticFineTuner.Tune(model, [.. Labeled(Rows), new(null, "class 0")], Options());
        using var empty = StaticFineTuner.Tune(model, [.. Labeled(Rows), new("", "class 0")], Options());
        Assert.Equal(empty.Fingerprint, missing.Fingerprint);
    }

    [Fact]
    public void ACanceledTrainingEnds()
    {
        using var model = Open();
        using var cancellation = new CancellationTokenSource();
        int reports = 0;
        var canceling = new Observer(_ =>
        {
            reports++;
            cancellation.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => StaticFineTuner.Tune(model, Labeled(Rows), Options(canceling, cancellation.Token)));
        Assert.Equal(1, reports);
    }

    [Fact]
    public void WhatCannotBeTrainedIsNamed()
    {
        using var model = Open();
        AssertFails<InvalidOperationException>("'one'", () => StaticFineTuner.Tune(model, [new("a b", "one"), new("c d", "one")]));
        AssertFails<InvalidOperationException>("no class", () => StaticFineTuner.Tune(model, []));
        AssertFails<InvalidOperationException>("'single'", () => StaticFineTuner.Tune(model, [.. FourTexts, new("i j", "single")]));
        AssertFails<InvalidOperationException>("token", () => StaticFineTuner.Tune(model, [new("", "one"), new(null, "two"), new(" ", "one"), new("", "two")]));
        AssertFails<InvalidOperationException>(nameof(StaticFineTuningOptions.LearningRate), () => StaticFineTuner.Tune(model, Labeled(Rows), Options(rate: float.MaxValue)));
        AssertFails<ArgumentException>("The text 1 has no label", () => StaticFineTuner.Tune(model, [new("a b", "one"), new("c d", null!)]));
        AssertFails<ArgumentException>("Int4", () => StaticFineTuner.Tune(model, FourTexts, Options(format: StaticTableFormat.Int4)));
    }

    [Fact]
    public void ModelsThatCannotBeTunedAreNamed()
    {
        using var network = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["network"]));
        AssertFails<NotSupportedException>("Distiller", () => StaticFineTuner.Tune(network, FourTexts));
        string path = TinyStaticModel.Write(folder["model"], normalize: false);
        using var cut = TextEmbeddingModel.FromDirectory(path, new TextEmbeddingModelOptions { Dimensions = 4 });
        AssertFails<NotSupportedException>("4 of 8", () => StaticFineTuner.Tune(cut, FourTexts));
        using var plain = TextEmbeddingModel.FromDirectory(path);
        AssertFails<ArgumentException>("Int8", () => StaticFineTuner.Tune(plain, FourTexts, Options(format: StaticTableFormat.Int8)));
    }

    private static void AssertFails<TException>(string part, Func<TextEmbeddingModel> tune)
        where TException : Exception => Assert.Contains(part, Assert.Throws<TException>(tune).Message);

    private static bool Near(float[] one, float[] other) => one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);

    private static bool Near(float one, float other) => Math.Abs(one - other) < 1e-6;

    private static IEnumerable<string> Texts(IEnumerable<LetterTask.Row> rows) => rows.Select(row => row.Text);

    private static IEnumerable<LabeledText> Labeled(IEnumerable<LetterTask.Row> rows) => rows.Select(row => new LabeledText(row.Text, row.Label));

    private static TextEmbeddingModel Tune(TextEmbeddingModel model, int seed = 1) => StaticFineTuner.Tune(model, Labeled(Rows), new StaticFineTuningOptions { LearningRate = 1e-2f, Seed = seed });

    private static StaticFineTuningOptions Options(
        IProgress<StaticFineTuningProgress>? progress = null, CancellationToken token = default, StaticTableFormat format = StaticTableFormat.Float32, float rate = 1e-2f) =>
        new() { LearningRate = rate, Progress = progress, CancellationToken = token, Format = format };

    private TextEmbeddingModel Open() => TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["tiny"]));

    private sealed class Observer(Action<StaticFineTuningProgress> report) : IProgress<StaticFineTuningProgress>
    {
        public void Report(StaticFineTuningProgress value) => report(value);
    }
}

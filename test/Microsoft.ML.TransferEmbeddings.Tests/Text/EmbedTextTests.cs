using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>The stage in ordinary ML.NET code: loaders, trainers, cross-validation, engines.</summary>
public sealed class EmbedTextTests : IDisposable
{
    private const int RowCount = 60;
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Models => ["default", "static", "onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void TrainedModelIsOneZipForPlainLoad(string kind)
    {
        using var embedder = Model(kind);
        var data = ml.Data.LoadFromEnumerable(Reviews());
        var model = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression())
            .Fit(data);
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var expected = Predict(ml, model, Reviews());
        ((IDisposable)model).Dispose();
        Assert.True(kind != "default" || Reviews().Zip(expected, (review, prediction) => review.Label == prediction.PredictedLabel).All(right => right));

        var elsewhere = new MLContext();
        var loaded = elsewhere.Model.Load(folder["model.zip"], out var schema);
        Assert.Equal(["Sentence", "Label", "Number"], schema.Select(column => column.Name));
        Assert.Equal(expected, Predict(elsewhere, loaded, Reviews()));
        ((IDisposable)loaded).Dispose();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TextLoaderAndEnumerableGiveTheSameRows(string kind)
    {
        using var embedder = Model(kind);
        File.WriteAllLines(folder["rows.tsv"], Reviews().Select(review => $"{review.Sentence}\t{review.Label}\t{review.Number}"));
        var fromFile = ml.Data.LoadFromTextFile<Review>(folder["rows.tsv"]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder).Fit(fromFile);

        foreach (var data in new[] { fromFile, ml.Data.LoadFromEnumerable(Reviews()), ml.Data.Cache(fromFile), ml.Data.ShuffleRows(fromFile, 3) })
        {
            var rows = ml.Data.CreateEnumerable<EmbeddedReview>(stage.Transform(data), reuseRowObject: false).ToArray();
            Assert.Equal(RowCount, rows.Length);
            foreach (var row in rows)
            {
                Assert.Equal(TextOf((int)row.Number), row.Sentence);
                Assert.Equal(LabelOf((int)row.Number), row.Label);
                AssertClose(embedder.Embed(row.Sentence), row.Features);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void CrossValidationKeepsRowsAligned(string kind)
    {
        using var embedder = Model(kind);
        var data = ml.Data.LoadFromEnumerable(Reviews());
        var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder)
            .AppendCacheCheckpoint(ml)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
        int scored = 0;
        foreach (var fold in ml.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 3))
        {
            foreach (var row in ml.Data.CreateEnumerable<EmbeddedReview>(fold.ScoredHoldOutSet, reuseRowObject: false))
            {
                Assert.Equal(TextOf((int)row.Number), row.Sentence);
                Assert.Equal(LabelOf((int)row.Number), row.Label);
                AssertClose(embedder.Embed(row.Sentence), row.Features);
                scored++;
            }
        }
        Assert.Equal(RowCount, scored);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SixteenEnginesOnThreadsGiveTheSameVectors(string kind)
    {
        using var embedder = Model(kind);
        var data = ml.Data.LoadFromEnumerable(Reviews());
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        var loaded = new MLContext().Model.Load(folder["model.zip"], out var schema);
        float[][] expected = [.. Reviews().Select(review => embedder.Embed(review.Sentence))];

        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        using var together = new Barrier(16);
        var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() =>
        {
            try
            {
                using var engine = ml.Model.CreatePredictionEngine<Review, EmbeddedReview>(
                    loaded, new PredictionEngineOptions { InputSchemaDefinition = SchemaDefinition.Create(typeof(Review)), OwnsTransformer = false });
                together.SignalAndWait();
                foreach (var (review, vector) in Reviews().Zip(expected))
                    Assert.Equal(vector, engine.Predict(review).Features);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void GpuThatIsNotThereIsNamedUnlessTheCpuMayStandIn()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "needs an ONNX Runtime without CUDA");
        using var embedder = Model("onnx");
        var data = ml.Data.LoadFromEnumerable(Reviews());
        var lenient = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        var messages = new ConcurrentQueue<string>();
        lenient.Log += (_, log) => messages.Enqueue(log.Message);
        using var stage = lenient.Transforms.Text.EmbedText("Features", "Sentence", embedder).Fit(data);
        Assert.Equal(RowCount, stage.Transform(data).GetColumn<float[]>("Features").Count());
        stage.Dispose();
        Assert.Equal(RowCount, stage.Transform(data).GetColumn<float[]>("Features").Count());
        Assert.Equal("CPU", stage.Device);
        Assert.Single(messages, message => message.Contains("Column 'Sentence'") && message.Contains("GPU 0 can't be used: ") && message.Contains("The CPU is used in its place"));
        Assert.Equal("CPU", embedder.Describe().Device);

        var strict = new MLContext { GpuDeviceId = 0, FallbackToCpu = false }.Transforms.Text.EmbedText("Features", "Sentence", embedder);
        Assert.Contains("FallbackToCpu", Assert.Throws<InvalidOperationException>(() => strict.Fit(data)).Message);
    }

    [Fact]
    public void AnEngineReadsItsRowAnewAtEveryCall()
    {
        using var embedder = Model("static");
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder).Fit(ml.Data.LoadFromEnumerable(Reviews()));
        var engine = ml.Model.CreatePredictionEngine<Review, EmbeddedReview>(stage, new PredictionEngineOptions { OwnsTransformer = false });
        var row = new Review { Sentence = "good" };
        Assert.Equal(embedder.Embed("good"), engine.Predict(row).Features);
        row.Sentence = "bad";
        Assert.Equal(embedder.Embed("bad"), engine.Predict(row).Features);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void NullIsTheEmptyText(string kind)
    {
        using var embedder = Model(kind);
        Assert.Equal(embedder.Embed(""), embedder.Embed((string?)null));
        if (kind != "onnx")
            Assert.All(embedder.Embed(""), value => Assert.Equal(0, value));
        else
            Assert.Contains(embedder.Embed(""), value => value != 0);

        Review[] rows = [new() { Sentence = null! }, new() { Sentence = "" }];
        var data = ml.Data.LoadFromEnumerable(rows);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", embedder).Fit(data);
        foreach (var row in ml.Data.CreateEnumerable<EmbeddedReview>(stage.Transform(data), reuseRowObject: false))
            AssertClose(embedder.Embed(""), row.Features);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var text = ml.Transforms.Text;
        Assert.Throws<ArgumentNullException>(() => text.EmbedText(null!));
        Assert.Throws<ArgumentException>(() => text.EmbedText(""));
        Assert.Throws<ArgumentException>(() => text.EmbedText("Features", ""));
        Assert.Throws<ArgumentNullException>(() => TransferEmbeddingsCatalog.EmbedText(null!, "Features"));
        Assert.Throws<ArgumentNullException>(() => text.EmbedText("Features").Fit(null!));
        Assert.Throws<ArgumentNullException>(() => text.EmbedText("Features").GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => TextEmbeddingModel.Default.Embed((IEnumerable<string?>)null!));
        Assert.Throws<ArgumentNullException>(() => new EmbeddingContextOptions { Execution = null! });
        Assert.Throws<ArgumentNullException>(() => ml.UseEmbeddingOptions(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingExecutionOptions { MaxLookAheadRows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingExecutionOptions { MaxBatchTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextEmbeddingModelOptions { MaxTokens = 2 });
    }

    [Fact]
    public void OutputMayTakeTheInputsName()
    {
        var data = ml.Data.LoadFromEnumerable(Reviews());
        var estimator = ml.Transforms.Text.EmbedText("Sentence");
        using var stage = estimator.Fit(data);
        var output = stage.Transform(data).Schema["Sentence"];
        Assert.IsType<VectorDataViewType>(output.Type);
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema));
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, Assert.Single(promised, column => column.Name == "Sentence").Kind);
        Assert.Equal(RowCount, stage.Transform(data).GetColumn<float[]>("Sentence").Count());
    }

    [Fact]
    public void SeveralTextsAreEmbeddedAsOneByOne()
    {
        using var embedder = Model("onnx");
        string?[] texts = [.. Reviews().Select(review => review.Sentence), null, ""];
        float[][] vectors = embedder.Embed(texts, new EmbeddingExecutionOptions { MaxLookAheadRows = 13 });
        Assert.Equal(texts.Length, vectors.Length);
        for (int i = 0; i < texts.Length; i++)
            AssertClose(embedder.Embed(texts[i]), vectors[i]);
        Assert.Throws<OperationCanceledException>(() => embedder.Embed(texts, cancellationToken: new CancellationToken(canceled: true)));
    }

    private TextEmbeddingModel Model(string kind) => kind switch
    {
        "default" => TextEmbeddingModel.Default,
        "static" => TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["static"])),
        _ => TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["onnx"])),
    };

    private static string TextOf(int row) => $"{(LabelOf(row) ? "good good" : "bad bad")} {TextColumn.TextOf(row)}";

    private static bool LabelOf(int row) => row % 2 == 0;

    private static Review[] Reviews() => [.. Enumerable.Range(0, RowCount).Select(row => new Review { Sentence = TextOf(row), Label = LabelOf(row), Number = row })];

    private static Prediction[] Predict(MLContext ml, ITransformer model, Review[] reviews)
    {
        var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return [.. reviews.Select(engine.Predict)];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private class Review
    {
        [LoadColumn(0)]
        public string Sentence { get; set; } = "";

        [LoadColumn(1)]
        public bool Label { get; set; }

        [LoadColumn(2)]
        public float Number { get; set; }
    }

    private sealed class EmbeddedReview : Review
    {
        public float[] Features { get; set; } = [];
    }

    private sealed record Prediction
    {
        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }
    }
}

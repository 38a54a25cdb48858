using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>The stage in ordinary ML.NET code: one zip, rows that stay together, lazy cursors.</summary>
public sealed class HybridTextTests : IDisposable
{
    private const string Features = "Features";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Models => ["default", "static", "onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void FreshProcessGivesTheSameVectors(string kind)
    {
        const int count = 100;
        using var embedder = Model(kind);
        var data = new RowsDataView(count, [TestColumns.Id, TextColumn.Input]);
        using var model = ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, "Input", embedder).Fit(data);
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);

        FreshProcess.Run(folder["model.zip"], folder["rows.idv"], folder["vectors"]);

        float[] expected = [.. model.Transform(data).GetColumn<float[]>(Features).SelectMany(vector => vector)];
        float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray();
        Assert.Equal(2 * expected.Length, all.Length);
        // Not the same bits: ML.NET adds the squares of a vector in an order that depends on where it lies in memory.
        foreach (var (one, other) in expected.Concat(expected).Zip(all))
            Assert.Equal(one, other, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TrainedModelIsOneZipForPlainLoad(string kind)
    {
        using var embedder = Model(kind);
        var data = ml.Data.LoadFromEnumerable(Reviews());
        var model = ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, "Sentence", embedder)
            .AppendCacheCheckpoint(ml)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression())
            .Fit(data);
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var expected = Predict(model);
        ((IDisposable)model).Dispose();

        var loaded = new MLContext().Model.Load(folder["model.zip"], out var schema);
        Assert.Equal(["Sentence", "Label"], schema.Select(column => column.Name));
        foreach (var (one, other) in expected.Zip(Predict(loaded)))
            Assert.Equal(one.Probability, other.Probability, 1e-5f);
        Assert.Equal(Reviews().Select(review => review.Label), expected.Select(prediction => prediction.PredictedLabel));
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void EveryColumnStaysOnItsRow()
    {
        const int count = 120;
        // ML.NET's own shuffling leaves images out.
        TestColumn[] passengers = [.. TestColumns.Passengers.Where(column => column.Name != "Image"), TextColumn.Input];
        var data = new RowsDataView(count, [TestColumns.Id, .. passengers]);
        using var model = Hybrid().Fit(data);
        float[][] expected = [.. model.Transform(data).GetColumn<float[]>(Features)];

        foreach (var view in new[] { data, ml.Data.ShuffleRows(data, seed: 3), ml.Data.FilterRowsByColumn(data, "Id", 30, 90) })
        {
            var transformed = model.Transform(view);
            using var cursor = transformed.GetRowCursor(transformed.Schema, new Random(5));
            var id = cursor.GetGetter<float>(cursor.Schema["Id"]);
            var features = cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]);
            Action<int>[] checks = [.. passengers.Select(column => column.CreateCheck(cursor))];
            float number = 0;
            VBuffer<float> vector = default;
            while (cursor.MoveNext())
            {
                id(ref number);
                features(ref vector);
                Assert.All(expected[(int)number].Zip(vector.DenseValues()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
                Array.ForEach(checks, check => check((int)number));
            }
        }
    }

    [Fact]
    public void CursorThatDoesNotAskReadsNoText()
    {
        var data = new RowsDataView(40, [TestColumns.Id, TextColumn.Input]);
        using var model = Hybrid().Fit(data);
        var transformed = model.Transform(data);
        using (transformed.GetRowCursor([transformed.Schema["Id"]]))
            Assert.Equal(["Id"], data.LastActive);
        using (transformed.GetRowCursor([transformed.Schema[Features]]))
            Assert.Equal(["Input"], data.LastActive);
    }

    [Fact]
    public void NoRowsGiveNoVectors()
    {
        using var model = Hybrid().Fit(new RowsDataView(40, [TestColumns.Id, TextColumn.Input]));
        Assert.Empty(model.Transform(new RowsDataView(0, [TestColumns.Id, TextColumn.Input])).GetColumn<float[]>(Features));
    }

    [Fact]
    public void NullCountsAsEmpty()
    {
        using var model = ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, "Sentence").Fit(ml.Data.LoadFromEnumerable(Reviews()));
        Review[] rows = [new() { Sentence = null! }, new() { Sentence = "" }];
        float[][] vectors = [.. model.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float[]>(Features)];
        Assert.Equal(vectors[1], vectors[0]);
        Assert.All(vectors[0], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void CrossValidationFitsEveryFold()
    {
        var pipeline = ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, "Sentence")
            .AppendCacheCheckpoint(ml)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
        var folds = ml.BinaryClassification.CrossValidate(ml.Data.LoadFromEnumerable(Reviews()), pipeline, numberOfFolds: 3);
        Assert.All(folds, fold => Assert.True(fold.Metrics.Accuracy > 0.8));
    }

    private HybridTextEstimator Hybrid() => ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, "Input");

    private TextEmbeddingModel Model(string kind) => kind switch
    {
        "default" => TextEmbeddingModel.Default,
        "static" => TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["static"])),
        _ => TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["onnx"])),
    };

    private static Review[] Reviews() =>
        [.. Enumerable.Range(0, 60).Select(row => new Review { Sentence = $"{(row % 2 == 0 ? "good good" : "bad bad")} {TextColumn.TextOf(row)}", Label = row % 2 == 0 })];

    private Prediction[] Predict(ITransformer model)
    {
        var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return [.. Reviews().Select(engine.Predict)];
    }

    private sealed class Review
    {
        public string Sentence { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed record Prediction
    {
        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }
    }
}

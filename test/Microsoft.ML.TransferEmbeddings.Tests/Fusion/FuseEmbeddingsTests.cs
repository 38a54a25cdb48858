using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>What is in a fused vector.</summary>
public sealed class FuseEmbeddingsTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void BlocksLieSideBySideEachOfLengthOne()
    {
        float[][] fused = Fuse(new() { InputColumnNames = ["One", "Two"] }, new Row([3, 4], [0, 0, 2]), new Row([0, 1], [1, 2, 2]));
        Assert.Equal([0.6f, 0.8f, 0, 0, 1], fused[0]);
        Assert.Equal([0, 1, 1 / 3f, 2 / 3f, 2 / 3f], fused[1].Select(value => MathF.Round(value, 6)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    /// <summary>No values, NaN for all, zeros for all: one state, whichever stage before gave it.</summary>
    [Fact]
    public void AMissingBlockIsZerosOrTheMean()
    {
        Row[] rows = [new([1, 0], [1, 0, 0]), new([0, 2], [0, 1, 0]), new(null, [0, 0, 5]), new([float.NaN, float.NaN], [0, 0, 5]), new([0, 0], [0, 0, 5])];
        foreach (float[] vector in Fuse(new() { InputColumnNames = ["One", "Two"] }, rows)[2..])
            Assert.Equal([0, 0, 0, 0, 1], vector);
        foreach (float[] vector in Fuse(new() { InputColumnNames = ["One", "Two"], MissingBlocks = MissingBlockHandling.Mean, Weights = [2, 1] }, rows)[2..])
            Assert.Equal([1, 1, 0, 0, 1], vector);
        float[][] indicated = Fuse(new() { InputColumnNames = ["One", "Two"], MissingIndicators = true }, rows);
        Assert.Equal([1, 0, 0, 1, 0, 0, 0], indicated[0]);
        Assert.Equal([0, 0, 1, 0, 0, 1, 0], indicated[2]);
    }

    [Fact]
    public void ZScoresHaveMeanZeroAndAreSquareLengthOneOnAverage()
    {
        var random = new Random(1);
        Row[] rows = [.. Enumerable.Range(0, 50).Select(_ => new Row([random.NextSingle() + 5, 3 * random.NextSingle() - 7], [7, random.NextSingle(), 1]))];
        float[][] fused = Fuse(new() { InputColumnNames = ["One", "Two"], Scaling = BlockScaling.ZScore }, rows);
        for (int i = 0; i < 5; i++)
            Assert.Equal(0, fused.Average(vector => vector[i]), 1e-5f);
        Assert.Equal(1, fused.Average(vector => TensorPrimitives.SumOfSquares<float>(vector.AsSpan(0, 2))), 1e-4f);
        // Both vary alike; what does not vary stays zero, and the rest of the block keeps the scale of its dimension.
        Assert.Equal(fused.Average(vector => vector[0] * vector[0]), fused.Average(vector => vector[1] * vector[1]), 1e-4f);
        Assert.All(fused, vector => Assert.Equal((0, 0), (vector[2], vector[4])));
    }

    [Fact]
    public void AnAverageIsOfTheBlocksThatAreThere()
    {
        var options = new FuseEmbeddingsOptions { InputColumnNames = ["One", "Three"], Combination = BlockCombination.Average, Weights = [3, 1] };
        float[][] fused = Fuse(options, new Row([2, 0], [1, 1, 1]) { Three = [0, 5] }, new Row([2, 0], [1, 1, 1]) { Three = null }, new Row(null, [1, 1, 1]) { Three = null });
        Assert.Equal([0.75f, 0.25f], fused[0]);
        Assert.Equal([1, 0], fused[1]);
        Assert.Equal([0, 0], fused[2]);
    }

    [Fact]
    public void WeightsAreGivenOrFollowTheDimensionOrTheLabels()
    {
        var random = new Random(2);
        // The label lies in the first column; the second is noise.
        Noisy[] rows = [.. Enumerable.Range(0, 120).Select(i => new Noisy
        {
            One = [i % 2 + random.NextSingle() * 1.5f, 1],
            Two = [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle() - 0.5f)],
            Label = i % 2 == 0,
        })];
        var data = ml.Data.LoadFromEnumerable(rows);
        Assert.Equal([3, 5], Weights(new() { InputColumnNames = ["One", "Two"], Weights = [3, 5] }));
        float[] byDimension = Weights(new() { InputColumnNames = ["One", "Two"], Weighting = BlockWeighting.SquareRootOfDimension });
        Assert.Equal(MathF.Sqrt(60f / 2), byDimension[1] / byDimension[0], 1e-5f);
        Assert.Equal(2, byDimension.Sum(weight => weight * weight), 1e-5f);
        float[] learned = Weights(new() { InputColumnNames = ["One", "Two"], Weighting = BlockWeighting.CrossValidated });
        Assert.True(learned[0] > 2 * learned[1], string.Join(' ', learned));
        float[] turned = Weights(new() { InputColumnNames = ["Two", "One"], Weighting = BlockWeighting.CrossValidated });
        Assert.True(turned[1] > 2 * turned[0], string.Join(' ', turned));

        float[] Weights(FuseEmbeddingsOptions options) => [.. ml.Transforms.FuseEmbeddings("Features", options).Fit(data).Weights];
    }

    /// <summary>Those that a slot has in its column, such as the names of categories, or else its number there.</summary>
    [Fact]
    public void SlotsHaveNames()
    {
        var data = ml.Data.LoadFromEnumerable([new Offer("new", [1, 2], true), new Offer("used", [3, 4], false)]);
        var options = new FuseEmbeddingsOptions { InputColumnNames = ["Kinds", "One"], MissingIndicators = true };
        var named = ml.Transforms.Categorical.OneHotEncoding("Kinds", "Kind").Append(ml.Transforms.FuseEmbeddings("Features", options)).Fit(data);
        Assert.Equal(["Kinds.new", "Kinds.used", "Kinds.missing", "One.0", "One.1", "One.missing"], NamesAfter(named));
        var unnamed = ml.Transforms.Categorical.OneHotEncoding("Kinds", "Kind").Append(ml.Transforms.FuseEmbeddings("Features", "One", "Kinds")).Fit(data);
        Assert.Equal(["One.0", "One.1", "Kinds.new", "Kinds.used"], NamesAfter(unnamed));

        // What ML.NET shows of a model's features has them.
        var rows = unnamed.Transform(data);
        var trained = ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(rows);
        Assert.Equal(["Kinds.new", "Kinds.used", "One.0", "One.1"], ml.BinaryClassification.PermutationFeatureImportanceNonCalibrated(trained, rows).Keys.Order());

        string[] NamesAfter(ITransformer stage)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            stage.GetOutputSchema(data.Schema)["Features"].GetSlotNames(ref names);
            return [.. names.DenseValues().Select(name => name.ToString())];
        }
    }

    [Fact]
    public void WithTheDefaultsNoRowIsRead()
    {
        var data = new DataViews.RowsDataView(5, [DataViews.VectorTestColumn.Create("One", 3), DataViews.VectorTestColumn.Create("Two", 3)]) { OnRow = _ => Assert.Fail("a row was read") };
        Assert.Equal(6, ml.Transforms.FuseEmbeddings("Features", "One", "Two").Fit(data).Dimension);
    }

    [Fact]
    public void WhatCantBeIsRefusedByName()
    {
        var data = ml.Data.LoadFromEnumerable([new Row([1, 2], [1, 2, 3]), new Row([1, 3], [1, 2, 4])]);
        Assert.Contains("can't be averaged", Refused(new() { InputColumnNames = ["One", "Two"], Combination = BlockCombination.Average }));
        Assert.Contains("1 Weights for 2 columns", Refused(new() { InputColumnNames = ["One", "Two"], Weights = [1] }));
        Assert.Contains("MissingIndicators", Refused(new() { InputColumnNames = ["One"], MissingIndicators = true, Combination = BlockCombination.Average }));
        Assert.Contains("each once", Assert.Throws<ArgumentException>(() => ml.Transforms.FuseEmbeddings("Features", "One", "One")).Message);
        Assert.Throws<ArgumentException>(() => ml.Transforms.FuseEmbeddings("Features"));
        Assert.Throws<ArgumentException>(() => new FuseEmbeddingsOptions { InputColumnNames = ["One"], Weights = [float.NaN] });
        Assert.Contains("fewer than two classes", Assert.Throws<InvalidOperationException>(
            () => ml.Transforms.FuseEmbeddings("Features", new FuseEmbeddingsOptions { InputColumnNames = ["One", "Two"], Weighting = BlockWeighting.CrossValidated }).Fit(data)).Message);

        string Refused(FuseEmbeddingsOptions options) => Assert.Throws<ArgumentException>(() => ml.Transforms.FuseEmbeddings("Features", options).Fit(data)).Message;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnEmptyTextIsMissingWhereTheStageSaysSo(bool isNetwork)
    {
        using var folder = new TemporaryFolder();
        using var model = TextEmbeddingModel.FromDirectory(isNetwork ? TinyOnnxModel.Write(folder["model"]) : TinyStaticModel.Write(folder["model"]));
        var data = ml.Data.LoadFromEnumerable(new[] { "the good text", "", " ", null }.Select(text => new Titled { Title = text, Titles = [text, "the row", text] }).Append(new Titled { Title = "row", Titles = [" ", ""] }));
        var options = new EmbedTextOptions { InputColumnName = "Title", Model = model, EmptyTexts = EmptyTextHandling.MissingVector };
        using var stage = ml.Transforms.Text.EmbedText("Features", options).Fit(data);
        Check(stage);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using (var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _))
            Check(loaded);
        using var several = ml.Transforms.Text.EmbedText("Features", new EmbedTextOptions { InputColumnName = "Titles", Model = model, EmptyTexts = EmptyTextHandling.MissingVector }).Fit(data);
        Assert.Equal([false, false, false, false, true], Missing(several));
        using var usual = ml.Transforms.Text.EmbedText("Features", "Title", model).Fit(data);
        Assert.DoesNotContain(true, Missing(usual));

        void Check(EmbeddingTransformer stage)
        {
            Assert.Equal([false, true, true, true, false], Missing(stage));
            using var engine = ml.Model.CreatePredictionEngine<Titled, Vectored>(stage, new PredictionEngineOptions { OwnsTransformer = false });
            Assert.All(engine.Predict(new Titled { Title = null, Titles = [] }).Features, value => Assert.True(float.IsNaN(value)));
            Assert.Equal(model.Embed("the good text"), engine.Predict(new Titled { Title = "the good text", Titles = [] }).Features, (a, b) => Math.Abs(a - b) < 1e-5);
        }

        bool[] Missing(EmbeddingTransformer stage) => [.. stage.Transform(data).GetColumn<float[]>("Features").Select(vector => vector.All(float.IsNaN))];
    }

    private float[][] Fuse(FuseEmbeddingsOptions options, params Row[] rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        return [.. ml.Transforms.FuseEmbeddings("Features", options).Fit(data).Transform(data).GetColumn<float[]>("Features")];
    }

    private sealed class Row(float[]? one, float[] two)
    {
        [VectorType(2)]
        public float[]? One { get; set; } = one;

        [VectorType(3)]
        public float[] Two { get; set; } = two;

        [VectorType(2)]
        public float[]? Three { get; set; } = [1, 1];

        public bool Label { get; set; } = true;
    }

    private sealed class Offer(string kind, float[] one, bool label)
    {
        public string Kind { get; set; } = kind;

        [VectorType(2)]
        public float[] One { get; set; } = one;

        public bool Label { get; set; } = label;
    }

    private sealed class Noisy
    {
        [VectorType(2)]
        public float[] One { get; set; } = [];

        [VectorType(60)]
        public float[] Two { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Titled
    {
        public string? Title { get; set; }

        public string?[] Titles { get; set; } = [];
    }

    private sealed class Vectored
    {
        public float[] Features { get; set; } = [];
    }
}

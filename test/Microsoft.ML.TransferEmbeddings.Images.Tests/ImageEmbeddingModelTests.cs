using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What is found in a graph, what of it makes the vector, and what is refused.</summary>
public sealed class ImageEmbeddingModelTests : IDisposable
{
    private static readonly byte[] Image = new DrawnImage(11, 9).Png();
    private readonly TemporaryFolder folder = new();
    private int models;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ClassifiersInputIsTheVector()
    {
        using var model = Open(new());
        Assert.Equal([TinyVisionModel.Flat], model.Describe().Layers);
        Assert.Equal(TinyVisionModel.Channels, model.Dimension);
        using var pooled = Open(new(), new() { Layers = [TinyVisionModel.Map] });
        AssertClose(model.Embed(Image), pooled.Embed(Image));
        Assert.DoesNotContain("Gemm", System.Text.Encoding.Latin1.GetString(model.Definition.Files[0].Content.Span));
    }

    /// <summary>Without a softmax a convolution before the mean may be the last layer of features as well as a classifier.</summary>
    [Theory]
    [InlineData(TinyVisionHead.Product, false, TinyVisionModel.Flat)]
    [InlineData(TinyVisionHead.Convolution, false, TinyVisionModel.Pooled)]
    [InlineData(TinyVisionHead.Convolution, true, TinyVisionModel.Pooled)]
    [InlineData(TinyVisionHead.ConvolutionBeforeTheMean, true, TinyVisionModel.Map)]
    [InlineData(TinyVisionHead.Integers, false, TinyVisionModel.Flat)]
    public void EveryClassifiersInputIsFound(TinyVisionHead head, bool withSoftmax, string layer)
    {
        using var usual = Open(new());
        using var model = Open(new() { Head = head, WithSoftmax = withSoftmax });
        Assert.Equal([layer], model.Describe().Layers);
        AssertClose(usual.Embed(Image), model.Embed(Image));
    }

    /// <summary>As networks from TensorFlow have their maps: of a square image they are square, so that the odd side is the channels'.</summary>
    [Fact]
    public void MapsWithChannelsLastArePooledOverTheirPlaces()
    {
        using var last = Open(new() { Outputs = [TinyVisionModel.TurnedMap] });
        Assert.Equal([TinyVisionModel.TurnedMap], last.Describe().Layers);
        Assert.Contains(last.Layers, layer => layer.ToString() == $"{TinyVisionModel.TurnedMap} (6 x 4 x 4, Transpose)");
        foreach (var pooling in new[] { null, ImagePooling.Max, ImagePooling.GeneralizedMean() })
        {
            using var expected = Open(new(), new() { Layers = [TinyVisionModel.Map], Pooling = pooling });
            using var model = Open(new() { Outputs = [TinyVisionModel.TurnedMap] }, new() { Pooling = pooling });
            AssertClose(expected.Embed(Image), model.Embed(Image));
        }
        Assert.Throws<NotSupportedException>(() => Open(new() { Outputs = [TinyVisionModel.TurnedMap] }, new() { Pooling = ImagePooling.Cls }).Dimension);
    }

    [Fact]
    public void OutputOfFeaturesIsTakenAsItIs()
    {
        using var model = Open(new() { Outputs = [TinyVisionModel.Flat, TinyVisionModel.Logits] });
        using var features = Open(new() { Outputs = [TinyVisionModel.Map] });
        Assert.Equal([TinyVisionModel.Map], features.Describe().Layers);
        AssertClose(model.Embed(Image), features.Embed(Image));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ScoresComeBeforeAndBehindTheSoftmax(bool withSoftmax)
    {
        using var logits = Open(new() { WithSoftmax = withSoftmax }, new() { Output = ImageOutput.Logits });
        using var probabilities = Open(new() { WithSoftmax = withSoftmax }, new() { Output = ImageOutput.Probabilities });
        using var features = Open(new() { WithSoftmax = withSoftmax });
        Assert.Equal([TinyVisionModel.Logits], logits.Describe().Layers);
        Assert.Equal([TinyVisionModel.Flat], features.Describe().Layers);
        float[] scores = logits.Embed(Image), expected = new float[scores.Length];
        TensorPrimitives.SoftMax<float>(scores, expected);
        AssertClose(expected, probabilities.Embed(Image));
    }

    [Fact]
    public void LayersAreListedWithShapesAndConcatenated()
    {
        using var model = Open(new());
        Assert.Equal(
            ["first (6 x 4 x 4, Conv)", "first_relu (6 x 4 x 4, Relu)", "map (6 x 4 x 4, Conv)", "pooled (6 x 1 x 1, GlobalAveragePool)", "flat (6, Flatten)", "logits (4, Gemm)"],
            model.Layers.Select(layer => layer.ToString()));
        using var several = Open(new(), new() { Layers = ["logits", "first"] });
        using var logits = Open(new(), new() { Output = ImageOutput.Logits });
        using var first = Open(new(), new() { Layers = ["first"] });
        AssertClose([.. logits.Embed(Image), .. first.Embed(Image)], several.Embed(Image));
    }

    [Fact]
    public void MapsArePooledAsAsked()
    {
        using var flat = Open(new(), new() { Layers = ["map"], Pooling = ImagePooling.Flatten });
        float[][] maps = [.. flat.Embed(Image).Chunk(flat.Dimension / TinyVisionModel.Channels)];
        Check(ImagePooling.Mean, map => map.Average());
        Check(ImagePooling.Max, map => map.Max());
        Check(ImagePooling.GeneralizedMean(), map => MathF.Cbrt(map.Average(value => MathF.Pow(Math.Max(value, 1e-6f), 3))));
        Assert.Contains("'map'", Assert.Throws<NotSupportedException>(() => Open(new(), new() { Layers = ["map"], Pooling = ImagePooling.Cls }).Dimension).Message);

        void Check(ImagePooling pooling, Func<float[], float> expected)
        {
            using var model = Open(new(), new() { Layers = ["map"], Pooling = pooling });
            AssertClose([.. maps.Select(expected)], model.Embed(Image));
            Assert.Equal(pooling, model.Describe().Pooling);
        }
    }

    [Fact]
    public void FlipAveragingCountsTheMirrorImage()
    {
        var drawn = new DrawnImage(8, 8);
        var mirrored = new DrawnImage(8, 8);
        for (int row = 0; row < 8; row++)
            mirrored.Pixels.AsSpan(8 * row, 8).Reverse();
        using var plain = Open(new());
        using var averaged = Open(new(), new() { FlipAveraging = true });
        AssertClose([.. plain.Embed(drawn.Png()).Zip(plain.Embed(mirrored.Png()), (a, b) => (a + b) / 2)], averaged.Embed(drawn.Png()));
        AssertClose(averaged.Embed(drawn.Png()), averaged.Embed(mirrored.Png()));
        Assert.NotEqual(plain.Fingerprint, averaged.Fingerprint);
    }

    [Fact]
    public void NormalizedVectorsHaveLengthOne()
    {
        using var model = Open(new(), new() { Normalize = true });
        Assert.Equal(1, TensorPrimitives.Norm<float>(model.Embed(Image)), 1e-5f);
    }

    [Theory]
    [InlineData(DataType.Float, true, null, 1e-5f)]
    [InlineData(DataType.Float, false, 1, 1e-5f)]
    [InlineData(DataType.Float16, false, null, 0.02f)]
    public void InputIsFedAsTheGraphWantsIt(DataType type, bool channelsLast, int? batch, float tolerance)
    {
        using var usual = Open(new());
        using var other = Open(new() { InputType = type, ChannelsLast = channelsLast, Batch = batch });
        Assert.Equal(channelsLast ? ImageLayout.ChannelsLast : ImageLayout.ChannelsFirst, other.Describe().Preprocessing.Layout);
        Assert.Equal(type.ToString(), other.Describe().InputType);
        AssertClose(usual.Embed(Image), other.Embed(Image), tolerance);
    }

    [Fact]
    public void GraphOfLevelsGetsLevels()
    {
        using var levels = Open(new() { InputType = DataType.Uint8 });
        var preprocessing = levels.Describe().Preprocessing with { RescaleFactor = 1, Mean = (0, 0, 0), StandardDeviation = (1, 1, 1) };
        using var floats = Open(new(), new() { Preprocessing = preprocessing });
        AssertClose(floats.Embed(Image), levels.Embed(Image), 1e-3f);
    }

    [Fact]
    public void WhatTheNetworkCannotTakeIsNamed()
    {
        Assert.Contains("2 images a run", Assert.Throws<NotSupportedException>(() => Open(new() { Batch = 2 }).Dimension).Message);
        Assert.Contains("no-such", Assert.Throws<ArgumentException>(() => Open(new(), new() { Layers = ["no-such"] }).Dimension).Message);
        Assert.Throws<ArgumentException>(() => Open(new(), new() { Layers = ["map", "map"] }).Dimension);
        Assert.Throws<ArgumentException>(() => Open(new(), new() { Layers = [] }).Dimension);
        Assert.Contains("different sizes", Assert.Throws<ArgumentException>(() => Open(new(), new() { Preprocessing = new() }).Dimension).Message);
        var wrongSize = new ImagePreprocessing { Crop = new CenterCrop(9, 8) };
        Assert.Contains("9 x 8", Assert.Throws<ArgumentException>(() => Open(new(), new() { Preprocessing = wrongSize }).Dimension).Message);
        Assert.Contains("Int32", Assert.Throws<NotSupportedException>(() => Open(new() { InputType = DataType.Int32 }).Dimension).Message);
    }

    [Fact]
    public void GraphAloneNeedsToBeToldThePreparation()
    {
        string path = Path.Combine(new TinyVisionModel().Write(folder["alone"]), "model.onnx");
        using var beside = ImageEmbeddingModel.FromOnnx(path);
        File.Delete(Path.Combine(folder["alone"], "preprocessor_config.json"));
        Assert.Contains("Preprocessing", Assert.Throws<ArgumentException>(() => ImageEmbeddingModel.FromOnnx(path)).Message);
        using var told = ImageEmbeddingModel.FromOnnx(path, new() { Preprocessing = beside.Describe().Preprocessing });
        Assert.Equal(beside.Embed(Image), told.Embed(Image));
        Assert.Contains("GraphFile", Assert.Throws<ArgumentException>(() => ImageEmbeddingModel.FromOnnx(path, new() { GraphFile = "other.onnx" })).Message);
        Assert.Throws<FileNotFoundException>(() => ImageEmbeddingModel.FromOnnx(folder["none.onnx"]));
        Assert.Throws<FileNotFoundException>(() => ImageEmbeddingModel.FromDirectory(Directory.CreateDirectory(folder["empty"]).FullName));
    }

    [Fact]
    public void DisposedModelSaysSo()
    {
        var model = Open(new());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Embed(Image));
    }

    private ImageEmbeddingModel Open(TinyVisionModel tiny, ImageEmbeddingModelOptions? options = null) =>
        ImageEmbeddingModel.FromDirectory(tiny.Write(folder[$"{models++}"]), options);

    private static void AssertClose(float[] expected, float[] actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}

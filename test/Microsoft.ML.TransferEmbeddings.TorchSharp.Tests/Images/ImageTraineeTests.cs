using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Images;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;
using TorchSharp;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A network that is cut in two, and pooled, gives what the model gives.</summary>
public class ImageTraineeTests
{
    private const string Network = "models/images/resnet56_cifar10.onnx";

    [Theory]
    [InlineData(Network, 1)]
    [InlineData("models/images/mobilenet_v2_0.35_224_fp32.onnx", 1)]
    [InlineData("models/images/mobilenet_v2_0.35_224_fp32.onnx", 2)]
    [InlineData("models/efficientnet-lite0/onnx/model.onnx", 1)]
    public void TheVectorsAreTheModels(string path, int blocks)
    {
        using var model = ImageEmbeddingModel.FromOnnx(SharedFiles.Find(path));
        AssertSameVectors(model, TrainedWeights.LastBlocks(blocks), isCut: true);
    }

    [Fact]
    public void WithAllWeightsTrainedNothingIsCutOff()
    {
        using var model = Noise.Model();
        AssertSameVectors(model, TrainedWeights.All, isCut: false);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("max")]
    [InlineData("flatten")]
    [InlineData("gem")]
    public void EveryPoolingIsTheModels(string name)
    {
        var pooling = name switch { "mean" => ImagePooling.Mean, "max" => ImagePooling.Max, "flatten" => ImagePooling.Flatten, _ => ImagePooling.GeneralizedMean() };
        using var whole = Noise.Model();
        string map = whole.Layers.Last(layer => layer.Shape is [_, > 1, > 1]).Name;
        using var model = ImageEmbeddingModel.FromOnnx(SharedFiles.Find(Network), new ImageEmbeddingModelOptions { Layers = [map], Pooling = pooling, Normalize = true });
        AssertSameVectors(model, TrainedWeights.LastBlocks(1), isCut: true);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, 1, false)]
    public void AnotherLayoutOrABatchOfOneInTheFileIsNoHindrance(bool channelsLast, int? batch, bool isCut)
    {
        using var folder = new TemporaryFolder();
        using var model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel { ChannelsLast = channelsLast, Batch = batch }.Write(folder["model"]));
        AssertSameVectors(model, TrainedWeights.LastBlocks(1), isCut);
    }

    [Fact]
    public void ANetworkThatTakesBytesIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel { InputType = DataType.Uint8 }.Write(folder["model"]));
        Assert.Contains("takes images as UInt8", Assert.Throws<NotSupportedException>(() => ImageFineTuner.TrainableGroups(model)).Message);
    }

    [Fact]
    public void WhatIsTrainedIsTheSameInThePartAsInTheWhole()
    {
        using var model = ImageEmbeddingModel.FromDirectory(Path.GetDirectoryName(Path.GetDirectoryName(SharedFiles.Find("models/efficientnet-lite0/onnx/model.onnx")))!);
        var options = new ImageFineTuningOptions().ForImages(1);
        using ImageTrainee whole = new(model), part = new(model, options);
        Assert.True(part.Network.Nodes.All.Count < whole.Network.Nodes.All.Count / 2);
        Assert.Equal(
            TrainedTensors.Names(whole.Network, new(whole.Network.Nodes), options).Order(StringComparer.Ordinal),
            TrainedTensors.Names(part.Network, new(part.Network.Nodes), options).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AVectorOfSeveralLayersAndWeightsOfOtherTypesAreRefused()
    {
        using var whole = Noise.Model();
        using var two = whole.WithLayers(whole.Layers[^1].Name, whole.Layers[^3].Name);
        Assert.Contains("2 layers", Assert.Throws<NotSupportedException>(() => ImageFineTuner.TrainableGroups(two)).Message);
        using var bytes = ImageEmbeddingModel.FromOnnx(SharedFiles.Find("models/images/mobilenet_v2_1.0_224_int8w.onnx"));
        Assert.Contains("only float32 can be trained", Assert.Throws<NotSupportedException>(() => ImageFineTuner.TrainableGroups(bytes)).Message);
    }

    private static void AssertSameVectors(ImageEmbeddingModel model, TrainedWeights weights, bool isCut)
    {
        using var trainee = new ImageTrainee(model, new ImageFineTuningOptions { Weights = weights }.ForImages(1));
        Assert.Equal(isCut, trainee.Network.Inputs[0] != model.GetNetwork().Input);
        ImageInput[] images = [.. Noise.Pictures(18).Select(picture => ImageInput.FromBytes(picture))];
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        float[] actual = trainee.Encode(trainee.Prepare(images, ImageAugmentation.None, new Random(1))).data<float>().ToArray();
        float[] expected = [.. model.Embed(images).SelectMany(vector => vector)];
        float largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * Math.Max(1, largest)));
    }
}

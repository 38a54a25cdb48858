using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Networks that never end are stopped when they are opened, and when their layers are listed.</summary>
public sealed class EndlessGraphTests : IDisposable
{
    private const string FileName = "folder/model.onnx";

    /// <summary>A bound on hanging. A loop that is not stopped takes years.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly ImagePreprocessing Preprocessing = new() { Resize = ImageResize.ToSize(TinyVisionModel.Size, TinyVisionModel.Size, ResamplingFilter.Bilinear) };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task ANetworkThatDoesNotEndIsNotOpened() => IsRefused(() =>
    {
        var settings = new VisionNetworkSettings(PreprocessingSettings.Of(Preprocessing), ["logits"], null, null, Softmax: false, FlipAveraging: false, Normalize: false);
        using var encoder = new VisionNetworkEncoder(Graph(), settings, EncoderContext.Cpu, FileName, Limit);
    });

    /// <summary>The layer that makes the vector may come before the loop.</summary>
    [Fact]
    public Task TheLayersOfANetworkThatDoesNotEndAreNotListed() => IsRefused(() =>
    {
        var input = new OnnxImageInput("images", Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, ImageLayout.ChannelsFirst, null, null);
        LayerList.Create(Graph(), input, Preprocessing, FileName, Limit);
    });

    private static async Task IsRefused(Action open)
    {
        var opening = Task.Run(open, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => opening.WaitAsync(Patience));
        Assert.Contains($"'{FileName}' did not end on one image within 2 seconds", error.Message);
    }

    /// <summary>A classifier whose scores wait for a loop of as many steps as can be.</summary>
    private ModelFile Graph()
    {
        new TinyVisionModel().Write(folder["model"]);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model/model.onnx"]));
        var graph = model.Graph;
        graph.Initializer.Add(new TensorProto { Name = "true", DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(1) });
        graph.Initializer.Add(new TensorProto { Name = "steps", DataType = (int)DataType.Int64, Int64Data = { long.MaxValue } });
        var body = new GraphProto
        {
            Name = "body",
            Input = { Scalar("step", DataType.Int64), Scalar("go_on", DataType.Bool), Scalar("value", DataType.Float) },
            Node =
            {
                new NodeProto { OpType = "Identity", Input = { "go_on" }, Output = { "goes_on" } },
                new NodeProto { OpType = "Cos", Input = { "value" }, Output = { "next" } },
            },
            Output = { Scalar("goes_on", DataType.Bool), Scalar("next", DataType.Float) },
        };
        graph.Node.Add(new NodeProto { OpType = "ReduceMean", Input = { "scores" }, Output = { "start" }, Attribute = { TestGraph.Attribute("keepdims", 0L) } });
        graph.Node.Add(new NodeProto { OpType = "Loop", Input = { "steps", "true", "start" }, Output = { "last" }, Attribute = { TestGraph.Attribute("body", body) } });
        graph.Node.Single(node => node.Output[0] == "logits").Output[0] = "scores";
        graph.Node.Add(new NodeProto { OpType = "Add", Input = { "scores", "last" }, Output = { "logits" } });
        return new ModelFile("model.onnx", model.ToByteArray());
    }

    private static ValueInfoProto Scalar(string name, DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() } } };
}

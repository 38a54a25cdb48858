using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A vision network whose weights were changed is an image model again.</summary>
public class ImageModelTests
{
    [Fact]
    public void ChangedWeightsGoBackIntoAnImageModel()
    {
        using var model = ImageEmbeddingModel.FromOnnx(SharedFiles.Find("models/images/resnet56_cifar10.onnx"));
        var graph = model.Definition.Files.Required("model.onnx");
        using var network = TrainableNetwork.Read(graph, Assert.Single(model.Describe().Layers));
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        string name = network.Parameters.Last(parameter => parameter.Value.dim() == 4).Key;
        network.Parameters[name].mul_(1.5f);
        using var changed = model.WithGraph(network.Write([name]));

        ReadOnlyMemory<byte> bmp = Noise.Pictures(1)[0];
        float[] prepared = changed.Describe().Preprocessing.Prepare(bmp);
        var input = new Dictionary<string, torch.Tensor> { [network.Inputs[0]] = torch.tensor(prepared, [1, 3, 32, 32]) };
        var output = network.Run(input);
        float[] expected = (output.dim() == 4 ? output.mean([2, 3]) : output).reshape(-1).data<float>().ToArray();
        float[] actual = changed.Embed(bmp);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.NotEqual(model.Embed(bmp), actual);
        Assert.NotEqual(model.Fingerprint, changed.Fingerprint);
        // The whole of it is the new graph.
        Assert.All(changed.Layers, layer => Assert.Contains(model.Layers, other => other.Name == layer.Name));
    }
}

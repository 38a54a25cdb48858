using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A graph on PyTorch computes what it computes in ONNX Runtime.</summary>
public class ForwardTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("models/all-MiniLM-L6-v2/onnx/model.onnx", "last_hidden_state")]
    [InlineData("models/all-MiniLM-L6-v2/onnx/model_quantized.onnx", "last_hidden_state")]
    [InlineData("models/glove50-bert/model.onnx", "sentence_embedding")]
    [InlineData("models/glove50-bert/model.onnx", "last_hidden_state")]
    [InlineData("models/model2vec-bge-base-vq64/model.onnx", "sentence_embedding")]
    public void TextEncodersGiveTheSame(string path, string output)
    {
        var graph = Graph(path);
        var random = new Random(7);
        const int rows = 3, tokens = 9;
        long[] ids = [.. Enumerable.Range(0, rows * tokens).Select(_ => random.NextInt64(1, 900))], mask = [.. Enumerable.Repeat(1L, rows * tokens)];
        for (int row = 1; row < rows; row++)
        {
            for (int token = tokens - (2 * row); token < tokens; token++)
                ids[(row * tokens) + token] = mask[(row * tokens) + token] = 0;
        }
        var values = new Dictionary<string, long[]> { ["input_ids"] = ids, ["attention_mask"] = mask, ["token_type_ids"] = new long[rows * tokens] };
        using var session = new InferenceSession(graph.Content.ToArray());
        var inputs = session.InputNames.ToDictionary(name => name, name => OrtValue.CreateTensorValueFromMemory(values[name], [rows, tokens]));
        float[] expected = Run(session, inputs, output);

        using var network = TrainableNetwork.Read(graph, output);
        using var scope = torch.NewDisposeScope();
        var actual = network.Run(network.Inputs.ToDictionary(name => name, name => torch.tensor(values[name], [rows, tokens])));
        AssertNear(expected, actual);
    }

    [Theory]
    [InlineData("models/efficientnet-lite0/onnx/model.onnx", "logits", 224)]
    [InlineData("models/images/mobilenet_v1_0.5_160_uint8w.onnx", "features", 160)]
    [InlineData("models/images/mobilenet_v1_0.5_160_uint8w.onnx", "logits", 160)]
    [InlineData("models/images/mobilenet_v2_0.35_224_fp32.onnx", "features", 224)]
    [InlineData("models/images/mobilenet_v2_1.0_224_int8w.onnx", "features", 224)]
    [InlineData("models/images/resnet56_cifar10.onnx", "logits", 32)]
    [InlineData("models/images/squeezenet_fp16.onnx", "softmaxout_1", 224)]
    public void VisionNetworksGiveTheSame(string path, string output, int size)
    {
        var graph = Graph(path);
        var random = new Random(3);
        float[] pixels = [.. Enumerable.Range(0, 3 * size * size).Select(_ => (float)(random.NextDouble() * 2 - 1))];
        long[] shape = [1, 3, size, size];
        using var session = new InferenceSession(graph.Content.ToArray());
        using var network = TrainableNetwork.Read(graph, output);
        string name = Assert.Single(network.Inputs);
        using var input = session.InputMetadata[name].ElementDataType == OnnxRuntime.Tensors.TensorElementType.Float16
            ? OrtValue.CreateTensorValueFromMemory(pixels.Select(value => (Float16)value).ToArray(), shape)
            : OrtValue.CreateTensorValueFromMemory(pixels, shape);
        float[] expected = Run(session, new Dictionary<string, OrtValue> { [name] = input }, output);

        using var scope = torch.NewDisposeScope();
        AssertNear(expected, network.Run(new Dictionary<string, torch.Tensor> { [name] = torch.tensor(pixels, shape) }));
    }

    private static ModelFile Graph(string path) => new("model.onnx", File.ReadAllBytes(SharedFiles.Find(path)));

    private static float[] Run(InferenceSession session, IReadOnlyDictionary<string, OrtValue> inputs, string output)
    {
        using var options = new RunOptions();
        using var results = session.Run(options, [.. inputs.Keys], [.. inputs.Values], [output]);
        return results[0].GetTensorTypeAndShape().ElementDataType == OnnxRuntime.Tensors.TensorElementType.Float16
            ? [.. results[0].GetTensorDataAsSpan<Float16>().ToArray().Select(value => (float)value)]
            : results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertNear(float[] expected, torch.Tensor actual)
    {
        float[] values = actual.detach().contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        double difference = expected.Zip(values, (a, b) => Math.Abs((double)a - b)).Max(), size = expected.Max(Math.Abs);
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {difference:G3} of values up to {size:G3}");
        Assert.True(size > 1e-3, "all values are zero");
        Assert.True(difference <= Tolerance, $"largest difference {difference:G3} of values up to {size:G3}");
    }
}

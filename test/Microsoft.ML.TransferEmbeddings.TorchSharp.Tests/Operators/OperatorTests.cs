using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Onnx;
using TorchSharp;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Single operators, with their settings, beside ONNX Runtime: those that no model of the other tests has, too.</summary>
public class OperatorTests
{
    private const int Rows = 4, Columns = 6;

    private static readonly Dictionary<string, Action<TestGraph>> Cases = new()
    {
        ["Abs"] = graph => graph.Node("Abs", ["x"], "y"),
        ["Elu"] = graph => graph.Node("Elu", ["x"], "y", TestGraph.Attribute("alpha", 0.7f)),
        ["LeakyRelu"] = graph => graph.Node("LeakyRelu", ["x"], "y", TestGraph.Attribute("alpha", 0.2f)),
        ["HardSigmoid"] = graph => graph.Node("HardSigmoid", ["x"], "y", TestGraph.Attribute("alpha", 0.3f)),
        ["HardSwish"] = graph => graph.Node("HardSwish", ["x"], "y"),
        ["Softplus"] = graph => graph.Node("Softplus", ["x"], "y"),
        ["Pow 3"] = graph => graph.Node("Pow", ["x", Number(graph, 3)], "y"),
        ["Min"] = graph => graph.Node("Min", ["x", Number(graph, 0.1f), Number(graph, 0.4f)], "y"),
        ["Sum"] = graph => graph.Node("Sum", ["x", "x", "x"], "y"),
        ["Clip"] = graph => graph.Node("Clip", ["x", "", Number(graph, 0.2f)], "y"),
        ["Softmax over rows"] = graph => graph.Node("Softmax", ["x"], "y", TestGraph.Attribute("axis", 0)),
        ["Softmax of old"] = graph =>
        {
            graph.Model.OpsetImport[0].Version = 12;
            Reshape(graph, "x", "maps", 1, 2, 3, 4);
            graph.Node("Softmax", ["maps"], "y", TestGraph.Attribute("axis", 1));
        },
        ["LogSoftmax"] = graph => graph.Node("LogSoftmax", ["x"], "y"),
        ["ReduceMax"] = graph => graph.Node("ReduceMax", ["x"], "y", TestGraph.Attribute("axes", [0L]), TestGraph.Attribute("keepdims", 0)),
        ["ReduceL2 of all"] = graph => graph.Node("ReduceL2", ["x"], "y"),
        ["Flatten"] = graph => graph.Node("Flatten", [Reshape(graph, "x", "maps", 2, 2, 2, 3)], "y", TestGraph.Attribute("axis", 2)),
        ["Reshape with 0"] = graph => Reshape(graph, "x", "y", 0, 3, -1),
        ["Transpose"] = graph => graph.Node("Transpose", [Reshape(graph, "x", "maps", 2, 3, 4)], "y", TestGraph.Attribute("perm", [2L, 0, 1])),
        ["Transpose of all"] = graph => graph.Node("Transpose", ["x"], "y"),
        ["Squeeze"] = graph => graph.Node("Squeeze", [Reshape(graph, "x", "maps", 1, 4, 1, 6)], "y"),
        ["Tile"] = graph => graph.Node("Tile", ["x", Integers(graph, "repeats", 2, 3)], "y"),
        ["Expand"] = graph => graph.Node("Expand", ["x", Integers(graph, "shape", 3, 1, 6)], "y"),
        ["Slice backward"] = graph => graph.Node(
            "Slice", ["x", Integers(graph, "starts", -1), Integers(graph, "ends", -100), Integers(graph, "axes", 1), Integers(graph, "steps", -2)], "y"),
        ["Slice beyond the end"] = graph => graph.Node("Slice", ["x", Integers(graph, "starts", 1, -3), Integers(graph, "ends", 1000, -1)], "y"),
        ["Gather of a column"] = graph => graph.Node("Gather", ["x", Integers(graph, "at", 2, -1)], "y", TestGraph.Attribute("axis", 1)),
        ["Split"] = graph =>
        {
            var node = graph.Node("Split", ["x", Integers(graph, "sizes", 1, 2, 3)], "one", TestGraph.Attribute("axis", 1));
            node.Output.Add("two");
            node.Output.Add("three");
            graph.Node("Concat", ["three", "one"], "y", TestGraph.Attribute("axis", 1));
        },
        ["Trilu"] = graph => graph.Node("Trilu", ["x"], "y", TestGraph.Attribute("upper", 0)),
        ["Pad"] = graph => graph.Node("Pad", ["x", Integers(graph, "pads", 0, 2, 1, 0), Number(graph, 0.5f)], "y"),
        ["CumSum"] = graph => graph.Node("CumSum", ["x", Integers(graph, "axis", 1)], "y"),
        ["Where"] = graph =>
        {
            graph.Node("Greater", ["x", Number(graph, 0)], "positive");
            graph.Node("Where", ["positive", "x", Number(graph, -7)], "y");
        },
        ["Gemm"] = graph => graph.Node(
            "Gemm", ["x", Weights(graph, "w", 5, Columns), Weights(graph, "b", 5)], "y",
            TestGraph.Attribute("transB", 1), TestGraph.Attribute("alpha", 0.5f), TestGraph.Attribute("beta", 2f)),
        ["BatchNormalization"] = graph => graph.Node(
            "BatchNormalization",
            [Reshape(graph, "x", "maps", 1, 2, 3, 4), Weights(graph, "scale", 2), Weights(graph, "shift", 2), Weights(graph, "mean", 2), Positive(graph, "variance", 2)], "y"),
        ["LayerNormalization"] = graph =>
        {
            graph.Model.OpsetImport[0].Version = 17;
            graph.Node("LayerNormalization", ["x", Weights(graph, "scale", Columns)], "y", TestGraph.Attribute("epsilon", 1e-3f));
        },
        ["Conv with more padding on one side"] = graph => graph.Node(
            "Conv", [Reshape(graph, "x", "maps", 1, 2, 3, 4), Weights(graph, "w", 3, 2, 2, 2), Weights(graph, "b", 3)], "y",
            TestGraph.Attribute("pads", [0L, 1, 1, 0]), TestGraph.Attribute("strides", [1L, 2])),
        ["Conv of groups"] = graph => graph.Node(
            "Conv", [Reshape(graph, "x", "maps", 1, 4, 3, 2), Weights(graph, "w", 4, 1, 2, 2)], "y", TestGraph.Attribute("group", 4), TestGraph.Attribute("dilations", [2L, 1])),
        ["Conv of the same size"] = graph => graph.Node(
            "Conv", [Reshape(graph, "x", "maps", 1, 2, 3, 4), Weights(graph, "w", 3, 2, 2, 3)], "y",
            new AttributeProto { Name = "auto_pad", Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8("SAME_UPPER") },
            TestGraph.Attribute("strides", [2L, 2])),
        ["Conv of a line"] = graph => graph.Node("Conv", [Reshape(graph, "x", "lines", 2, 2, 6), Weights(graph, "w", 3, 2, 3)], "y", TestGraph.Attribute("pads", [1L, 1])),
        ["MaxPool"] = graph => graph.Node(
            "MaxPool", [Reshape(graph, "x", "maps", 1, 1, 4, 6)], "y",
            TestGraph.Attribute("kernel_shape", [3L, 2]), TestGraph.Attribute("strides", [2L, 2]), TestGraph.Attribute("pads", [1L, 0, 0, 0])),
        ["AveragePool"] = graph => graph.Node(
            "AveragePool", [Reshape(graph, "x", "maps", 1, 1, 4, 6)], "y", TestGraph.Attribute("kernel_shape", [2L, 2]), TestGraph.Attribute("pads", [1L, 1, 1, 1])),
        ["GlobalMaxPool"] = graph => graph.Node("GlobalMaxPool", [Reshape(graph, "x", "maps", 1, 2, 3, 4)], "y"),
        ["Range and Cast"] = graph =>
        {
            graph.Node("Shape", ["x"], "shape");
            graph.Node("Gather", ["shape", Integer(graph, "second", 1)], "count");
            graph.Node("Range", [Integer(graph, "zero", 0), "count", Integer(graph, "one", 1)], "positions");
            graph.Node("Cast", ["positions"], "floats", TestGraph.Attribute("to", (long)DataType.Float));
            graph.Node("Add", ["x", "floats"], "y");
        },
        ["Whole numbers without a rest"] = graph =>
        {
            graph.Node("Shape", ["x"], "shape");
            graph.Node("Div", ["shape", Integers(graph, "five", 5)], "parts");
            graph.Node("Concat", ["parts", "shape"], "four", TestGraph.Attribute("axis", 0));
            graph.Node("Slice", ["four", Integers(graph, "from", 1), Integers(graph, "to", 4)], "last");
            graph.Node("Reshape", ["x", "last"], "y");
        },
    };

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnOperatorGivesTheSame(string name)
    {
        var graph = new TestGraph(Columns);
        Cases[name](graph);
        float[] x = [.. Enumerable.Range(0, Rows * Columns).Select(i => MathF.Sin(i * 1.7f))];
        using var session = new InferenceSession(graph.File);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x, [Rows, Columns]);
        using var results = session.Run(options, ["x"], [input], ["y"]);
        using var network = TrainableNetwork.Read(new ModelFile("model.onnx", graph.File), "y");
        using var scope = torch.NewDisposeScope();
        var actual = network.Run(new Dictionary<string, torch.Tensor> { ["x"] = torch.tensor(x, [Rows, Columns]) });
        Assert.Equal(results[0].GetTensorTypeAndShape().Shape, actual.shape);
        float[] expected = results[0].GetTensorDataAsSpan<float>().ToArray();
        Assert.All(expected.Zip(actual.detach().contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData("NonZero", "", "the operator NonZero of its node NonZero 'NonZero_y' is not known")]
    [InlineData("FusedMatMul", "com.microsoft", "the operator com.microsoft.FusedMatMul of its node FusedMatMul 'FusedMatMul_y' is not known")]
    public void AnOperatorThatIsNotKnownIsRefusedByName(string type, string domain, string message)
    {
        var graph = new TestGraph(Columns);
        graph.Node(type, ["x"], "y").Domain = domain;
        string error = Assert.Throws<NotSupportedException>(() => TrainableNetwork.Read(new ModelFile("model.onnx", graph.File), "y")).Message;
        Assert.Contains(message, error);
        Assert.Contains("LayerNormalization", error);
    }

    [Fact]
    public void ASettingThatIsNotKnownIsRefusedWithItsNode()
    {
        var graph = new TestGraph(Columns);
        graph.Node("CumSum", ["x", Integers(graph, "axis", 1)], "y", TestGraph.Attribute("reverse", 1));
        Assert.Contains("its node CumSum 'CumSum_y' sums up in another order", Assert.Throws<NotSupportedException>(() => TrainableNetwork.Read(new ModelFile("model.onnx", graph.File), "y")).Message);
    }

    private static string Reshape(TestGraph graph, string input, string output, params long[] shape)
    {
        graph.Node("Reshape", [input, Integers(graph, $"{output}_shape", shape)], output);
        return output;
    }

    private static string Weights(TestGraph graph, string name, params long[] shape)
    {
        graph.Weights(name, DataType.Float, shape);
        return name;
    }

    private static string Positive(TestGraph graph, string name, params long[] shape)
    {
        graph.Node("Mul", [Weights(graph, $"{name}_root", shape), $"{name}_root"], name);
        return name;
    }

    private static string Number(TestGraph graph, float value)
    {
        var tensor = new TensorProto { Name = $"number_{graph.Graph.Initializer.Count}", DataType = (int)DataType.Float };
        tensor.FloatData.Add(value);
        graph.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static string Integers(TestGraph graph, string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        graph.Graph.Initializer.Add(tensor);
        return name;
    }

    private static string Integer(TestGraph graph, string name, long value)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Int64Data.Add(value);
        graph.Graph.Initializer.Add(tensor);
        return name;
    }
}

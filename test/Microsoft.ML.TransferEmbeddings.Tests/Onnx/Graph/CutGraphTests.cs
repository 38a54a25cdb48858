using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.Graph;

/// <summary>A graph that is cut has what its new outputs need, and gives for them what the whole graph gives.</summary>
public class CutGraphTests
{
    [Fact]
    public void OnlyWhatTheNewOutputNeedsIsKept()
    {
        var graph = new TestGraph(columns: 4);
        graph.Weights("first", DataType.Float, 4, 6);
        graph.Weights("second", DataType.Float, 6, 3);
        graph.Graph.Input.Add(TestGraph.Value("scale", DataType.Float, 3));
        graph.Node("MatMul", ["x", "first"], "inner");
        graph.Node("Tanh", ["inner"], "hidden");
        graph.Node("MatMul", ["hidden", "second"], "product");
        graph.Node("Mul", ["product", "scale"], "y");
        graph.Graph.ValueInfo.Add(TestGraph.Value("hidden", DataType.Float, 6));
        graph.Graph.ValueInfo.Add(TestGraph.Value("product", DataType.Float, 3));

        var model = OnnxModel.Read(graph.File, "model.onnx");
        model.Graph.CutAt("hidden");
        var cut = ModelProto.Parser.ParseFrom(model.ToArray()).Graph;
        Assert.Equal(["MatMul", "Tanh"], cut.Node.Select(node => node.OpType));
        Assert.Equal(["first"], cut.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(["x"], cut.Input.Select(input => input.Name));
        Assert.Equal(["hidden"], cut.ValueInfo.Select(value => value.Name));
        Assert.Equal(graph.Graph.ValueInfo[0], Assert.Single(cut.Output));
    }

    [Fact]
    public void SeveralOutputsComeInTheOrderAskedFor()
    {
        var graph = new TestGraph(columns: 4);
        graph.Node("Tanh", ["x"], "early");
        graph.Node("Relu", ["early"], "late");
        graph.Node("Neg", ["late"], "y");
        var model = OnnxModel.Read(graph.File, "model.onnx");
        model.Graph.CutAt("late", "early");
        Assert.Equal(["late", "early"], model.Graph.Outputs.Select(output => output.Name));
        Assert.Equal(2, model.Graph.Nodes.Count);
        // A value of which nothing is known but its name; ONNX Runtime infers its type and shape.
        Assert.Equal((OnnxElementType.Undefined, null), (model.Graph.Outputs[0].ElementType, model.Graph.Outputs[0].Shape));
        Assert.Equal([0f, 0, 0, MathF.Tanh(2)], Run(model.ToArray(), "late", [-1, 0, -3, 2], [1, 4]));
    }

    [Fact]
    public void OutputThatIsNotWantedKeepsNoNode()
    {
        var graph = new TestGraph(columns: 4);
        graph.Node("Dropout", ["x"], "").Output.Add("mask");
        graph.Node("Clip", ["x", "", ""], "y");
        var model = OnnxModel.Read(graph.File, "model.onnx");
        model.Graph.CutAt("y");
        Assert.Equal(["Clip"], model.Graph.Nodes.Select(node => node.OperatorType));
    }

    [Fact]
    public void WhatAnInnerGraphUsesIsKept()
    {
        var graph = new TestGraph(columns: 1);
        graph.Weights("outer", DataType.Float, 1);
        graph.Weights("unused", DataType.Float, 1);
        var branch = new GraphProto { Name = "branch" };
        var identity = new NodeProto { OpType = "Identity", Input = { "doubled" }, Output = { "result" } };
        branch.Node.Add(identity);
        branch.Output.Add(TestGraph.Value("result", DataType.Float, null));
        graph.Node("Add", ["outer", "outer"], "doubled");
        graph.Node("Cast", ["x"], "condition", TestGraph.Attribute("to", (long)DataType.Bool));
        graph.Node("If", ["condition"], "chosen", TestGraph.Attribute("then_branch", branch), TestGraph.Attribute("else_branch", branch));
        graph.Node("Add", ["chosen", "unused"], "y");
        var model = OnnxModel.Read(graph.File, "model.onnx");
        model.Graph.CutAt("chosen");
        Assert.Equal(["Add", "Cast", "If"], model.Graph.Nodes.Select(node => node.OperatorType));
        Assert.Equal(["outer"], model.Graph.Initializers.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData("none is named")]
    [InlineData("named twice", "hidden", "hidden")]
    [InlineData("computes a tensor 'hiden'. The last ones that it computes are hidden, y", "hiden")]
    [InlineData("computes a tensor 'x'", "x")]
    [InlineData("computes a tensor ''", "")]
    public void WhatIsNotComputedIsNoPlaceToCut(string reason, params string[] tensors)
    {
        var graph = new TestGraph(columns: 4);
        graph.Node("Tanh", ["x"], "hidden");
        graph.Node("Neg", ["hidden"], "y");
        var model = OnnxModel.Read(graph.File, "model.onnx");
        var error = Assert.Throws<ArgumentException>("tensors", () => model.Graph.CutAt(tensors));
        Assert.Contains(reason, error.Message);
        Assert.Equal(2, model.Graph.Nodes.Count);
    }

    /// <summary>Before the layer that gives the classes, and in the middle.</summary>
    [Theory]
    [InlineData("images/mobilenet_v1_0.5_160_uint8w.onnx", "features")]
    [InlineData("images/mobilenet_v2_0.35_224_fp32.onnx", "clip_97")]
    [InlineData("images/mobilenet_v2_1.0_224_int8w.onnx", "features")]
    [InlineData("images/resnet56_cifar10.onnx", "features")]
    [InlineData("images/squeezenet_fp16.onnx", "fire9/concat_2")]
    [InlineData("efficientnet-lite0/onnx/model.onnx", "features")]
    public void RealGraphGivesTheSameTensors(string path, string features)
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find($"models/{path}"));
        var whole = OnnxModel.Read(file, path);
        string middle = whole.Graph.Nodes.Skip(whole.Graph.Nodes.Count / 2).First(node => node.Is("Conv")).Outputs[0];
        // With both as outputs, the whole graph is computed as it is and both are given.
        whole.Graph.Outputs.AddRange(new[] { middle, features }.Where(name => whole.Graph.Outputs.TrueForAll(output => output.Name != name)).Select(name => new OnnxValue(name)));
        byte[] wholeFile = whole.ToArray();
        foreach (string name in new[] { middle, features })
        {
            var cut = OnnxModel.Read(file, path);
            cut.Graph.CutAt(name);
            byte[] cutFile = cut.ToArray();
            Assert.InRange(cut.Graph.Nodes.Count, 1, whole.Graph.Nodes.Count - 1);
            Assert.InRange(cutFile.Length, 1, file.Length - 1);
            float[] expected = RunOnAnything(wholeFile, name);
            Assert.True(expected.Length > 50 && expected.Distinct().Count() > 10);
            Assert.Equal(expected, RunOnAnything(cutFile, name));
        }
    }

    private static float[] Run(byte[] file, string output, float[] x, long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(x, shape);
        return Run(file, output, _ => input);
    }

    /// <summary>One input of random values.</summary>
    private static float[] RunOnAnything(byte[] file, string output) => Run(file, output, session =>
    {
        var wanted = session.InputMetadata.Values.Single();
        var input = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, wanted.ElementDataType, [.. wanted.Dimensions.Select(size => size < 0 ? 1L : size)]);
        var random = new Random(4);
        if (wanted.ElementDataType == TensorElementType.Float16)
        {
            foreach (ref var value in input.GetTensorMutableDataAsSpan<Float16>())
                value = (Float16)random.NextSingle();
            return input;
        }
        foreach (ref float value in input.GetTensorMutableDataAsSpan<float>())
            value = random.NextSingle();
        return input;
    });

    private static float[] Run(byte[] file, string output, Func<InferenceSession, OrtValue> createInput)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(file, options);
        using var input = createInput(session);
        using var run = new RunOptions();
        using var outputs = session.Run(run, session.InputNames, [input], [output]);
        return outputs[0].GetTensorTypeAndShape().ElementDataType == TensorElementType.Float16
            ? [.. outputs[0].GetTensorDataAsSpan<Float16>().ToArray().Select(value => (float)value)]
            : outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

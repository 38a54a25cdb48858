using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.Graph;

/// <summary>Graphs are read, changed and written as the reference implementation of the format sees them.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WrittenAgainItIsTheSameModel()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TinyOnnxModel.Write(folder["model"]), "model.onnx"));
        var expected = ModelProto.Parser.ParseFrom(file);
        // Fields that nothing here knows, and one that no version of the format knows.
        expected.DocString = "ä";
        expected.MetadataProps.Add(new StringStringEntryProto { Key = "key", Value = "value" });
        expected.Graph.ValueInfo.Add(TestGraph.Value("sum", DataType.Float, 12));
        byte[] unknown = [.. Google.Protobuf.MessageExtensions.ToByteArray(expected), 0xFA, 0x3F, 2, 7, 8];
        Assert.Equal(ModelProto.Parser.ParseFrom(unknown), ModelProto.Parser.ParseFrom(OnnxModel.Read(unknown, "model.onnx").ToArray()));
    }

    [Fact]
    public void RealModelWrittenAgainIsTheSame()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find("models/all-MiniLM-L6-v2/onnx/model.onnx"));
        var model = OnnxModel.Read(file, "model.onnx");
        Assert.Equal(ModelProto.Parser.ParseFrom(file), ModelProto.Parser.ParseFrom(model.ToArray()));

        int nodes = model.Graph.Nodes.Count, weights = model.Graph.Initializers.Count;
        model.Graph.RemoveUnused();
        Assert.InRange(model.Graph.Nodes.Count, nodes - 5, nodes);
        Assert.InRange(model.Graph.Initializers.Count, weights - 5, weights);
    }

    [Fact]
    public void ShapesAndTypesAreWhatTheFileSays()
    {
        var graph = new TestGraph(columns: 4);
        graph.Graph.ValueInfo.Add(TestGraph.Value("hidden", DataType.Float16, 6));
        graph.Graph.ValueInfo.Add(new ValueInfoProto { Name = "scalar", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Int64, Shape = new TensorShapeProto() } } });
        graph.Graph.ValueInfo.Add(new ValueInfoProto { Name = "anything", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Bool } } });
        graph.Graph.ValueInfo.Add(new ValueInfoProto { Name = "list", Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() } });
        var read = OnnxModel.Read(graph.File, "model.onnx").Graph;
        AssertValue("x", OnnxElementType.Float, -1, 4);
        AssertValue("y", OnnxElementType.Float, -1, -1);
        AssertValue("hidden", OnnxElementType.Float16, -1, 6);
        AssertValue("scalar", OnnxElementType.Int64);
        Assert.Equal((OnnxElementType.Bool, null), (read.FindValue("anything")!.ElementType, read.FindValue("anything")!.Shape));
        Assert.Equal((OnnxElementType.Undefined, null), (read.FindValue("list")!.ElementType, read.FindValue("list")!.Shape));
        Assert.Null(read.FindValue("other"));

        void AssertValue(string name, OnnxElementType type, params long[] shape)
        {
            Assert.Equal(type, read.FindValue(name)!.ElementType);
            Assert.Equal(shape, read.FindValue(name)!.Shape);
        }
    }

    [Theory]
    [InlineData("models/all-MiniLM-L6-v2/onnx/model.onnx")]
    [InlineData("models/efficientnet-lite0/onnx/model.onnx")]
    [InlineData("models/images/squeezenet_fp16.onnx")]
    [InlineData("models/images/resnet56_cifar10.onnx")]
    public void InputsAndOutputsOfRealModelsAreThoseThatOnnxRuntimeSees(string path)
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find(path));
        var graph = OnnxModel.Read(file, path).Graph;
        using var session = new InferenceSession(file);
        AssertSame(session.InputMetadata, graph.Inputs.Where(input => graph.Initializers.TrueForAll(tensor => tensor.Name != input.Name)));
        AssertSame(session.OutputMetadata, graph.Outputs);

        static void AssertSame(IReadOnlyDictionary<string, NodeMetadata> expected, IEnumerable<OnnxValue> actual) => Assert.Equal(
            expected.Select(value => $"{value.Key} {value.Value.ElementDataType} [{string.Join(", ", value.Value.Dimensions)}]"),
            actual.Select(value => $"{value.Name} {value.ElementType} [{string.Join(", ", value.Shape!)}]"));
    }

    [Fact]
    public void OperatorsAndSettingsAreRead()
    {
        var graph = new TestGraph(columns: 4);
        graph.Node("Transpose", ["x"], "turned", TestGraph.Attribute("perm", [1L, 0]));
        graph.Node("Gemm", ["x", "turned", ""], "y", TestGraph.Attribute("alpha", 0.5f), TestGraph.Attribute("transB", 1L));
        var nodes = OnnxModel.Read(graph.File, "model.onnx").Graph.Nodes;
        Assert.Equal(["Transpose 'Transpose_turned'", "Gemm 'Gemm_y'"], nodes.Select(node => node.Title));
        Assert.Equal([1, 0], nodes[0].Attribute("perm")!.ReadIntegers());
        Assert.Equal(["x", "turned", ""], nodes[1].Inputs);
        Assert.Equal((0.5f, 1), (nodes[1].Attribute("alpha")!.Float, nodes[1].Attribute("transB")!.Integer));
        Assert.Null(nodes[1].Attribute("beta"));
    }

    [Fact]
    public void WhatAnInnerGraphUsesStays()
    {
        var graph = new TestGraph(columns: 4);
        graph.Weights("outer", DataType.Float, 4, 4);
        graph.Weights("unused", DataType.Float, 4, 4);
        var branch = new GraphProto { Name = "branch" };
        var node = new NodeProto { OpType = "Identity" };
        node.Input.Add("outer");
        node.Output.Add("result");
        branch.Node.Add(node);
        graph.Node("If", ["condition"], "y", TestGraph.Attribute("then_branch", branch), TestGraph.Attribute("else_branch", branch));

        var model = OnnxModel.Read(graph.File, "model.onnx");
        model.Graph.RemoveUnused();
        Assert.Equal(["outer"], model.Graph.Initializers.Select(tensor => tensor.Name));
    }

    [Fact]
    public void OperatorSetIsImportedOnce()
    {
        var model = OnnxModel.Read(new TestGraph(columns: 4).File, "model.onnx");
        model.Import("com.microsoft", 1);
        model.Import("com.microsoft", 1);
        Assert.Equal(
            [("", 14), ("com.microsoft", 1)],
            ModelProto.Parser.ParseFrom(model.ToArray()).OpsetImport.Select(set => (set.Domain, (int)set.Version)));
    }

    [Theory]
    [InlineData(new byte[] { }, "no graph")]
    [InlineData(new byte[] { 0x3A, 5, 1 }, "middle of a field of 5 bytes")]
    [InlineData(new byte[] { 0x3A, 0, 0x3A, 0 }, "two graphs")]
    [InlineData(new byte[] { 0x3B }, "wire type 3")]
    [InlineData(new byte[] { 0x00, 0 }, "no valid number")]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, "64 bits")]
    [InlineData(new byte[] { 0x38, 1 }, "field 7 is written as Varint")]
    [InlineData(new byte[] { 0x3A, 5, 0x5A, 3, 0x0A, 1, 0xFF }, "UTF-8")]
    public void DamageIsNamed(byte[] file, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => OnnxModel.Read(file, "some/model.onnx"));
        Assert.Contains("some/model.onnx", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("Download or copy the file again", error.Message);
    }

    [Fact]
    public void GraphsInsideOfGraphsWithoutEndAreRefused()
    {
        var inner = new GraphProto { Name = "inner" };
        for (int depth = 0; depth < 40; depth++)
        {
            var outer = new GraphProto { Name = "outer" };
            var node = new NodeProto { OpType = "If" };
            node.Attribute.Add(TestGraph.Attribute("then_branch", inner));
            outer.Node.Add(node);
            inner = outer;
        }
        byte[] file = Google.Protobuf.MessageExtensions.ToByteArray(new ModelProto { Graph = inner });
        Assert.Contains("inside of each other", Assert.Throws<InvalidDataException>(() => OnnxModel.Read(file, "model.onnx")).Message);
    }
}

using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx;

/// <summary>What a package sees of a graph, and how it writes weights back.</summary>
public class OnnxNetworkTests
{
    [Fact]
    public void SettingsOfANodeAreRead()
    {
        var graph = new TestGraph(4);
        graph.Weights("w", DataType.Float, 4, 3);
        var text = new AttributeProto { Name = "mode", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8("one") };
        var node = graph.Node(
            "Gemm", ["x", "w"], "y", TestGraph.Attribute("transA", 0), TestGraph.Attribute("alpha", 0.5f), TestGraph.Attribute("beta", 0f), TestGraph.Attribute("axes", [3L, -1]),
            text, TestGraph.Attribute("value", graph.Tensor("t", DataType.Float, 2)));
        node.Domain = "ai.onnx";
        var network = OnnxNetwork.Read(new ModelFile("g", graph.File));
        var operation = Assert.Single(network.Operations);
        Assert.Equal(14, network.OperatorSet);
        Assert.Equal("Gemm_y", operation.Name);
        Assert.Equal("", operation.Domain);
        // The library that wrote the file leaves zeros out.
        Assert.Equal(0, operation.Integer("transA"));
        Assert.Equal(0, operation.Float("beta"));
        Assert.Equal(0.5f, operation.Float("alpha"));
        Assert.Null(operation.Integer("transB"));
        Assert.Null(operation.Float("transB"));
        Assert.Equal([3, -1], operation.Integers("axes")!);
        Assert.Null(operation.Integers("none"));
        Assert.Equal("one", operation.Text("mode"));
        Assert.Equal([2], operation.Tensor("value")!.Shape);
    }

    [Theory]
    [InlineData(DataType.Int64)]
    [InlineData(DataType.Int32)]
    [InlineData(DataType.Int16)]
    [InlineData(DataType.Int8)]
    [InlineData(DataType.Uint8)]
    [InlineData(DataType.Uint16)]
    [InlineData(DataType.Uint32)]
    [InlineData(DataType.Bool)]
    public void WholeNumbersAreReadHoweverTheyAreWritten(DataType type)
    {
        long[] values = type is DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 ? [1, 0, -1] : [1, 0, 1];
        TensorProto listed = new() { Name = "listed", DataType = (int)type }, raw = new() { Name = "raw", DataType = (int)type };
        listed.Dims.Add(3);
        raw.Dims.Add(3);
        if (type == DataType.Int64)
            listed.Int64Data.AddRange(values);
        else
            listed.Int32Data.AddRange(values.Select(value => (int)value));
        int size = type is DataType.Int64 ? 8 : type is DataType.Int32 or DataType.Uint32 ? 4 : type is DataType.Int16 or DataType.Uint16 ? 2 : 1;
        raw.RawData = ByteString.CopyFrom([.. values.SelectMany(value => BitConverter.GetBytes(value)[..size])]);
        var graph = new TestGraph(4);
        graph.Graph.Initializer.AddRange([listed, raw]);
        graph.Node("Identity", ["x"], "y");
        var network = OnnxNetwork.Read(new ModelFile("g", graph.File));
        if (type != DataType.Uint32)
            Assert.Equal(values, network.FindConstant("listed")!.ReadIntegers());
        Assert.Equal(values, network.FindConstant("raw")!.ReadIntegers());
        Assert.Equal([3], network.FindConstant("raw")!.Shape);
    }

    [Fact]
    public void ATensorOfAnotherTypeOrSizeIsRefused()
    {
        var graph = new TestGraph(4);
        graph.Weights("w", DataType.Float, 2, 2);
        graph.Graph.Initializer.Add(new TensorProto { Name = "short", DataType = (int)DataType.Int64, Dims = { 3 }, Int64Data = { 1 } });
        graph.Node("Identity", ["x"], "y");
        var network = OnnxNetwork.Read(new ModelFile("g", graph.File));
        Assert.Null(network.FindConstant("none"));
        Assert.Throws<NotSupportedException>(network.FindConstant("w")!.ReadIntegers);
        Assert.Contains("tensor 'short' of shape [3] has 1 values", Assert.Throws<InvalidDataException>(network.FindConstant("short")!.ReadIntegers).Message);
        Assert.Contains("no constant 'none'", Assert.Throws<ArgumentException>(() => network.WithConstants(new Dictionary<string, float[]> { ["none"] = [] })).Message);
        Assert.Contains("is Int64", Assert.Throws<ArgumentException>(() => network.WithConstants(new Dictionary<string, float[]> { ["short"] = [1, 2, 3] })).Message);
        Assert.Contains("shape [2, 2], and 3 values", Assert.Throws<ArgumentException>(() => network.WithConstants(new Dictionary<string, float[]> { ["w"] = [1, 2, 3] })).Message);
    }

    [Fact]
    public void NewWeightsTakeThePlaceOfTheOldOnesAndTheRestStays()
    {
        var graph = new TestGraph(2);
        graph.Weights("w", DataType.Float, 2, 2);
        graph.Weights("b", DataType.Float, 2);
        graph.Node("MatMul", ["x", "w"], "product");
        graph.Node("Add", ["product", "b"], "y");
        var network = OnnxNetwork.Read(new ModelFile("g", graph.File));
        var changed = OnnxNetwork.Read(network.WithConstants(new Dictionary<string, float[]> { ["w"] = [1, 2, 3, 4] }));
        Assert.Equal([1, 2, 3, 4], changed.FindConstant("w")!.ReadFloats());
        Assert.Equal([2, 2], changed.FindConstant("w")!.Shape);
        Assert.Equal(network.FindConstant("b")!.ReadFloats(), changed.FindConstant("b")!.ReadFloats());
        // The file is one that others read: it says nothing twice.
        Assert.Equal(graph.Model.Graph.Initializer.Count, ModelProto.Parser.ParseFrom(changed.File.Content.ToArray()).Graph.Initializer.Count);
        Assert.Equal(network.Operations.Select(operation => operation.Name), changed.Operations.Select(operation => operation.Name));
    }
}

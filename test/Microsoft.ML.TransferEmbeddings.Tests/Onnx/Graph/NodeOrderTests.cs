using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.Graph;

/// <summary>No tensor of a graph is made of itself, wherever its nodes stand.</summary>
public class NodeOrderTests
{
    [Fact]
    public void NodesMayStandInAnyOrder() => Assert.Equal(3, Read(("Relu", "b", "y"), ("Relu", "a", "b"), ("Relu", "x", "a")).Graph.Nodes.Count);

    [Fact]
    public void NodeOfItsOwnOutputIsRefused() => Assert.Contains("Relu 'Relu_y'", Assert.Throws<InvalidDataException>(() => Read(("Relu", "y", "y"))).Message);

    [Fact]
    public void CircleIsRefused() =>
        Assert.Contains("odd.onnx", Assert.Throws<InvalidDataException>(() => Read(("Relu", "x", "a"), ("Relu", "d", "b"), ("Relu", "b", "c"), ("Relu", "c", "d"), ("Relu", "a", "y"))).Message);

    [Fact]
    public void TensorOfTwoNodesIsRefused() => Assert.Contains("'y'", Assert.Throws<InvalidDataException>(() => Read(("Relu", "x", "y"), ("Relu", "x", "y"))).Message);

    private static OnnxModel Read(params (string Operation, string Input, string Output)[] nodes)
    {
        var graph = new TestGraph(columns: 1);
        foreach (var (operation, input, output) in nodes)
            graph.Node(operation, [input], output);
        return OnnxModel.Read(graph.File, "odd.onnx");
    }
}

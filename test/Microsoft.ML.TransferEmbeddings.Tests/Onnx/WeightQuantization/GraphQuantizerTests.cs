using System.Numerics.Tensors;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.WeightQuantization;

/// <summary>Which matrices of a graph become 8-bit, that ONNX Runtime computes the same with them, and what is left alone.</summary>
public class GraphQuantizerTests
{
    private const int InputRows = 5;

    [Theory]
    [InlineData(12, 7)]
    [InlineData(64, 1)]
    [InlineData(100, 33)]
    [InlineData(128, 16)]
    [InlineData(200, 64)]
    [InlineData(384, 10)]
    public void ProductIsRewritten(int length, int columns)
    {
        var graph = new TestGraph(length);
        graph.Weights("weights", DataType.Float, length, columns);
        graph.Node("MatMul", ["x", "weights"], "y");
        var quantized = AssertSameResult(graph, length);
        Assert.Equal((1, 4L * length * columns), (quantized.Matrices, quantized.BytesBefore));
        Assert.InRange(quantized.BytesAfter, 0.25 * quantized.BytesBefore, 0.45 * quantized.BytesBefore);
        Assert.Equal(["MatMulNBits"], Operators(quantized));
        Assert.Equal(["weights_int8", "weights_scales"], Initializers(quantized));
        Assert.Empty(quantized.LeftAlone);
    }

    [Fact]
    public void WithoutIntegerInstructionsTheResultIsNearerStill()
    {
        // Accuracy level 0 is what a processor without them computes.
        const int length = 256;
        var graph = new TestGraph(length);
        graph.Weights("weights", DataType.Float, length, 40);
        graph.Node("MatMul", ["x", "weights"], "y");
        byte[] quantized = GraphQuantizer.Quantize(graph.File, "model.onnx").File;
        var model = ModelProto.Parser.ParseFrom(quantized);
        model.Graph.Node[0].Attribute.Single(attribute => attribute.Name == "accuracy_level").I = 0;

        float[] expected = TestGraph.Run(graph.File, Input(length), length);
        float usual = TensorPrimitives.CosineSimilarity(expected, TestGraph.Run(quantized, Input(length), length));
        Assert.InRange(TensorPrimitives.CosineSimilarity(expected, TestGraph.Run(model.ToByteArray(), Input(length), length)), usual, 1.00001f);
    }

    [Fact]
    public void SharedMatrixIsStoredOnce()
    {
        var graph = new TestGraph(32);
        graph.Weights("weights", DataType.Float, 32, 32);
        graph.Node("Identity", ["weights"], "alias");
        graph.Node("MatMul", ["x", "weights"], "inner");
        graph.Node("MatMul", ["inner", "alias"], "y");
        var quantized = AssertSameResult(graph, 32);
        Assert.Equal(1, quantized.Matrices);
        Assert.Equal(["MatMulNBits", "MatMulNBits"], Operators(quantized));
        Assert.Equal(["weights_int8", "weights_scales"], Initializers(quantized));
    }

    [Fact]
    public void MatrixThatSomethingElseUsesIsKeptToo()
    {
        var graph = new TestGraph(32);
        graph.Weights("weights", DataType.Float, 32, 32);
        graph.Weights("weights_int8", DataType.Float, 32);
        graph.Node("MatMul", ["x", "weights"], "product");
        graph.Node("ReduceSum", ["weights"], "sum");
        graph.Node("Add", ["product", "sum"], "total");
        graph.Node("Add", ["total", "weights_int8"], "y");
        var quantized = AssertSameResult(graph, 32);
        Assert.Equal(["weights", "weights_int8", "weights_int8_2", "weights_scales"], Initializers(quantized));
        Assert.Contains("'weights': it is in the graph as Float too", Assert.Single(quantized.LeftAlone));
    }

    [Fact]
    public void TransposedMatrixIsSeenThrough()
    {
        var graph = new TestGraph(48);
        graph.Weights("weights", DataType.Float, 20, 48);
        graph.Node("Transpose", ["weights"], "turned", TestGraph.Attribute("perm", [1L, 0]));
        graph.Node("MatMul", ["x", "turned"], "y");
        var quantized = AssertSameResult(graph, 48);
        Assert.Equal(["MatMulNBits"], Operators(quantized));
        Assert.DoesNotContain("weights", Initializers(quantized));
    }

    [Fact]
    public void ConstantNodeIsAMatrixToo()
    {
        var graph = new TestGraph(48);
        graph.Node("Constant", [], "weights", TestGraph.Attribute("value", graph.Tensor("", DataType.Float, 48, 20)));
        graph.Node("MatMul", ["x", "weights"], "y");
        Assert.Equal(["MatMulNBits"], Operators(AssertSameResult(graph, 48)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void GemmWithABiasIsAProduct(bool transposed, bool bias)
    {
        var graph = new TestGraph(48);
        graph.Weights("weights", DataType.Float, transposed ? [20, 48] : [48, 20]);
        graph.Weights("bias", DataType.Float, 20);
        graph.Node("Gemm", bias ? ["x", "weights", "bias"] : ["x", "weights"], "y", TestGraph.Attribute("transB", transposed ? 1 : 0), TestGraph.Attribute("beta", 1f));
        Assert.Equal(["MatMulNBits"], Operators(AssertSameResult(graph, 48)));
    }

    [Theory]
    [InlineData("alpha", 0.5f, 20L)]
    [InlineData("beta", 2f, 20L)]
    [InlineData("alpha", 1f, 1L)]
    public void GemmThatIsMoreIsLeftAlone(string attribute, float value, long biasLength)
    {
        var graph = new TestGraph(48);
        graph.Weights("weights", DataType.Float, 48, 20);
        graph.Weights("bias", DataType.Float, biasLength);
        graph.Node("Gemm", ["x", "weights", "bias"], "y", TestGraph.Attribute(attribute, value));
        var quantized = AssertSameResult(graph, 48);
        Assert.Equal(0, quantized.Matrices);
        Assert.Contains("Gemm 'Gemm_y': it is more than a product", Assert.Single(quantized.LeftAlone));
    }

    [Fact]
    public void HalfFloatsStayHalfFloats()
    {
        const int length = 96;
        var graph = new TestGraph(length, DataType.Float16);
        graph.Weights("weights", DataType.Float16, length, 24);
        graph.Node("MatMul", ["x", "weights"], "y");
        var quantized = GraphQuantizer.Quantize(graph.File, "model.onnx");
        Assert.Equal((1, 2L * length * 24), (quantized.Matrices, quantized.BytesBefore));
        Float16[] x = [.. Input(length).Select(value => (Float16)value)];
        AssertClose(TestGraph.Run(graph.File, x, length), TestGraph.Run(quantized.File, x, length), 0.05f);
    }

    [Fact]
    public void ValuesMayBeAListOfFloats()
    {
        var graph = new TestGraph(32);
        var weights = graph.Weights("weights", DataType.Float, 32, 20);
        weights.FloatData.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weights.RawData.Span).ToArray());
        weights.RawData = ByteString.Empty;
        graph.Node("MatMul", ["x", "weights"], "y");
        Assert.Equal(["MatMulNBits"], Operators(AssertSameResult(graph, 32)));
    }

    [Fact]
    public void InitializerThatIsAnInputGoesWithItsInput()
    {
        var graph = new TestGraph(32);
        graph.Weights("weights", DataType.Float, 32, 20);
        graph.Graph.Input.Add(TestGraph.Value("weights", DataType.Float, 20));
        graph.Node("MatMul", ["x", "weights"], "y");
        var quantized = AssertSameResult(graph, 32);
        Assert.Equal(["x"], Parse(quantized).Graph.Input.Select(input => input.Name));
    }

    [Fact]
    public void ComputedFactorsAreNoMatrices()
    {
        var graph = new TestGraph(8);
        graph.Node("Transpose", ["x"], "turned");
        graph.Node("MatMul", ["x", "turned"], "y");
        var quantized = AssertSameResult(graph, 8);
        Assert.Equal(0, quantized.Matrices);
        Assert.Empty(quantized.LeftAlone);
    }

    [Theory]
    [InlineData(DataType.Double, false, false, 32, "are Double, not Float or Float16")]
    [InlineData(DataType.Float, true, false, 32, "are in another file")]
    [InlineData(DataType.Float, false, true, 32, "are not all finite")]
    [InlineData(DataType.Float, false, false, 3, "take no less in 8 bits")]
    public void WhatCannotBeRewrittenIsSaid(DataType type, bool external, bool infinite, int length, string reason)
    {
        var graph = new TestGraph(length, type);
        var weights = graph.Weights("weights", type, length, 20);
        if (external)
        {
            weights.RawData = ByteString.Empty;
            weights.DataLocation = TensorProto.Types.DataLocation.External;
            weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "model.onnx_data" });
        }
        if (infinite)
            weights.RawData = ByteString.CopyFrom([.. weights.RawData.Span[4..], 0, 0, 0x80, 0x7F]);
        graph.Node("MatMul", ["x", "weights"], "y");
        var quantized = GraphQuantizer.Quantize(graph.File, "model.onnx");
        Assert.Equal(0, quantized.Matrices);
        string note = Assert.Single(quantized.LeftAlone);
        Assert.Contains("MatMul 'MatMul_y': its weights 'weights'", note);
        Assert.Contains(reason, note);
        Assert.Equal(graph.Graph, Parse(quantized).Graph);
    }

    [Fact]
    public void MatrixWithFewerValuesThanItsShapeIsDamage()
    {
        var graph = new TestGraph(32);
        graph.Weights("weights", DataType.Float, 32, 20).Dims[0] = 33;
        graph.Node("MatMul", ["x", "weights"], "y");
        var error = Assert.Throws<InvalidDataException>(() => GraphQuantizer.Quantize(graph.File, "some/model.onnx"));
        Assert.Contains("some/model.onnx", error.Message);
        Assert.Contains("tensor 'weights' of shape [33, 20] has 640 values", error.Message);
    }

    [Fact]
    public void LargestTableIsWidenedWhenItIsRead()
    {
        const int count = 50, length = 48;
        var graph = new TestGraph(columns: 1);
        graph.Weights("table", DataType.Float, count, length);
        graph.Weights("small", DataType.Float, count, 4);
        graph.Node("Cast", ["x"], "ids", TestGraph.Attribute("to", (long)DataType.Int64));
        graph.Node("Gather", ["table", "ids"], "rows");
        graph.Node("Gather", ["small", "ids"], "few", TestGraph.Attribute("axis", 0L));
        graph.Node("Concat", ["rows", "few"], "y", TestGraph.Attribute("axis", -1L));
        var quantized = GraphQuantizer.Quantize(graph.File, "model.onnx");
        Assert.Equal(["small", "table_int8", "table_scales"], Initializers(quantized));

        float[] ids = [3, 0, 49];
        float[] expected = TestGraph.Run(graph.File, ids, 1), actual = TestGraph.Run(quantized.File, ids, 1);
        AssertClose(expected, actual, 0.5f / 127);
        // Scales are a row's own, and an id outside the table is still an error.
        Assert.NotEqual(expected, actual);
        Assert.Throws<OnnxRuntimeException>(() => TestGraph.Run(quantized.File, [50f], 1));
    }

    private static QuantizedGraph AssertSameResult(TestGraph graph, int length)
    {
        var quantized = GraphQuantizer.Quantize(graph.File, "model.onnx");
        float[] expected = TestGraph.Run(graph.File, Input(length), length), actual = TestGraph.Run(quantized.File, Input(length), length);
        // Terms are off by up to one in 127 and, in a sum of many, in both directions.
        AssertClose(expected, actual, 0.02f * Math.Abs(TensorPrimitives.MaxMagnitude(expected)));
        Assert.True(quantized.Matrices == 0 || TensorPrimitives.CosineSimilarity(expected, actual) > 0.9998f);
        return quantized;
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
    }

    private static float[] Input(int length)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, InputRows * length).Select(_ => (float)(2 * random.NextDouble() - 1))];
    }

    private static ModelProto Parse(QuantizedGraph quantized) => ModelProto.Parser.ParseFrom(quantized.File);

    private static IEnumerable<string> Operators(QuantizedGraph quantized) => Parse(quantized).Graph.Node.Select(node => node.OpType);

    private static IEnumerable<string> Initializers(QuantizedGraph quantized) => Parse(quantized).Graph.Initializer.Select(tensor => tensor.Name);
}

using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Graphs that are no vision network, or none at all: an error that names the file, and soon.</summary>
public sealed class HostileGraphTests : IDisposable
{
    private const string FileName = "odd.onnx";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly ImagePreprocessing Preprocessing = new() { Resize = ImageResize.ToSize(8, 8, ResamplingFilter.Bilinear) };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void SharedCycleIsRefused()
    {
        File.Copy(SharedFiles.Find("cases/hostile/image-graph-cycle-add.onnx"), folder[FileName]);
        Assert.Contains(FileName, Error<InvalidDataException>().Message);
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Softmax")]
    [InlineData("Reshape")]
    [InlineData("Flatten")]
    public void CycleIsRefused(string operation)
    {
        Write(graph =>
        {
            graph.Node(operation, ["b"], "a");
            graph.Node("Identity", ["a"], "b");
            graph.Node(operation, ["a"], "y");
        });
        Assert.Contains(FileName, Error<InvalidDataException>().Message);
    }

    [Fact]
    public void TensorOfTwoNodesIsRefused()
    {
        Write(graph =>
        {
            graph.Node("Relu", ["x"], "y");
            graph.Node("Sigmoid", ["x"], "y");
        });
        Assert.Contains("'y'", Error<InvalidDataException>().Message);
    }

    [Fact]
    public void GraphWithoutOutputsIsRefused()
    {
        Write(graph =>
        {
            graph.Node("Relu", ["x"], "y");
            graph.Graph.Output.Clear();
        });
        Assert.Contains("no outputs", Error<InvalidDataException>().Message);
        Assert.Contains(FileName, Error<InvalidDataException>().Message);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("nowhere")]
    [InlineData("")]
    public void OutputThatNoNodeComputesIsRefused(string output)
    {
        Write(graph =>
        {
            graph.Node("Relu", ["x"], "y");
            graph.Graph.Output.Add(new ValueInfoProto { Name = output });
        });
        Assert.Contains(FileName, Error<InvalidDataException>().Message);
    }

    /// <summary>Where a node that is looked at lacks what it should have.</summary>
    [Theory]
    [InlineData("Softmax")]
    [InlineData("DynamicQuantizeLinear")]
    [InlineData("Gemm")]
    [InlineData("Conv")]
    [InlineData("Cast")]
    public void NodeWithoutInputsIsRefused(string operation)
    {
        Write(graph => graph.Node(operation, [], "y"));
        foreach (var output in Enum.GetValues<ImageOutput>())
            Assert.Contains(FileName, Error<InvalidDataException>(new() { Preprocessing = Preprocessing, Output = output }).Message);
    }

    [Fact]
    public void SequenceIsRefused()
    {
        Write(graph =>
        {
            graph.Node("Relu", ["x"], "z");
            graph.Node("SequenceConstruct", ["z", "z"], "y");
            graph.Graph.Output[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } } };
        });
        var error = Error<NotSupportedException>();
        Assert.Contains("sequence", error.Message);
        Assert.Contains(FileName, error.Message);
    }

    [Fact]
    public void VectorOfLengthZeroIsRefused()
    {
        Write(graph =>
        {
            graph.Graph.Initializer.Add(new TensorProto { Name = "from", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 0 } });
            graph.Graph.Initializer.Add(new TensorProto { Name = "to", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 0 } });
            graph.Graph.Initializer.Add(new TensorProto { Name = "axis", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 1 } });
            graph.Node("Slice", ["x", "from", "to", "axis"], "y");
        });
        var error = Error<InvalidDataException>();
        Assert.Contains("[1, 0, 8, 8]", error.Message);
        Assert.Contains(FileName, error.Message);
    }

    [Fact]
    public void LayerThatIsNotThereIsNamed()
    {
        Write(graph => graph.Node("Relu", ["x"], "y"));
        foreach (string layer in new[] { "nowhere", "", "x", "y\0" })
            Assert.Contains(FileName, Error<ArgumentException>(new() { Preprocessing = Preprocessing, Layers = [layer] }).Message);
    }

    /// <summary>A file beside the graph whose name is none.</summary>
    [Fact]
    public void NulInANameIsRefused()
    {
        Write(graph =>
        {
            var weights = graph.Weights("w", DataType.Float, 1);
            weights.RawData = Google.Protobuf.ByteString.Empty;
            weights.DataLocation = TensorProto.Types.DataLocation.External;
            weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "a\0b" });
            graph.Node("Add", ["x", "w"], "y");
        });
        Assert.Contains("NUL", Error<InvalidDataException>().Message);
        var error = Assert.Throws<InvalidDataException>(() => ImageEmbeddingModel.FromDirectory(folder[""], new() { Preprocessing = Preprocessing, GraphFile = "a\0b" }));
        Assert.Contains("NUL", error.Message);
    }

    /// <summary>A function of the file is run, and is not taken for the operator of its name: no vector is cut off before it.</summary>
    [Theory]
    [InlineData("f")]
    [InlineData("Softmax")]
    [InlineData("Gemm")]
    [InlineData("Relu")]
    public void FunctionIsRunWhateverItsName(string name)
    {
        float[] expected = Embed(graph =>
        {
            graph.Node("Sigmoid", ["x"], "s");
            graph.Node("Neg", ["s"], "y");
        }, ImageOutput.Features);
        foreach (var output in new[] { ImageOutput.Features, ImageOutput.Logits })
        {
            float[] vector = Embed(graph =>
            {
                graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
                graph.Model.Functions.Add(Function(name, "Sigmoid", "Neg"));
                graph.Node(name, ["x"], "y").Domain = "own";
            }, output);
            Assert.Equal(expected, vector);
        }
    }

    /// <summary>Forty functions, each of which calls the one before it twice, in a few kilobytes.</summary>
    [Fact]
    public void FunctionsThatMultiplyAreRefused()
    {
        Write(graph =>
        {
            graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
            graph.Model.Functions.Add(Function("f0", "Neg", "Neg"));
            for (int i = 1; i <= 40; i++)
            {
                var function = Function($"f{i}", $"f{i - 1}", $"f{i - 1}");
                foreach (var node in function.Node)
                    node.Domain = "own";
                graph.Model.Functions.Add(function);
            }
            graph.Node("f40", ["x"], "y").Domain = "own";
        });
        var error = Error<InvalidDataException>();
        Assert.Contains("functions", error.Message);
        Assert.Contains(FileName, error.Message);
    }

    [Fact]
    public void FunctionThatIsMissingIsRefused()
    {
        Write(graph =>
        {
            graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
            graph.Node("f", ["x"], "y").Domain = "own";
        });
        Assert.Contains(FileName, Error<InvalidDataException>().Message);
    }

    private static FunctionProto Function(string name, string first, string second) => new()
    {
        Domain = "own", Name = name, Input = { "a" }, Output = { "c" }, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 14 }, new OperatorSetIdProto { Domain = "own", Version = 1 } },
        Node = { new NodeProto { OpType = first, Input = { "a" }, Output = { "b" } }, new NodeProto { OpType = second, Input = { "b" }, Output = { "c" } } },
    };

    private float[] Embed(Action<TestGraph> build, ImageOutput output)
    {
        Write(build);
        using var model = ImageEmbeddingModel.FromOnnx(folder[FileName], new() { Preprocessing = Preprocessing, Output = output });
        return model.Embed(new DrawnImage(8, 8).Png());
    }

    private TError Error<TError>(ImageEmbeddingModelOptions? options = null)
        where TError : Exception
    {
        var opening = Task.Run(() =>
        {
            using var model = ImageEmbeddingModel.FromOnnx(folder[FileName], options ?? new() { Preprocessing = Preprocessing });
            return model.Dimension;
        });
        var error = Assert.ThrowsAny<AggregateException>(() => Assert.True(opening.Wait(Soon), $"took more than {Soon}"));
        return Assert.IsType<TError>(error.InnerException);
    }

    /// <summary>From "x" to "y".</summary>
    private void Write(Action<TestGraph> build)
    {
        var graph = new TestGraph(columns: 1);
        graph.Graph.Input[0].Type.TensorType.Shape = new TensorShapeProto();
        foreach (long size in new[] { 1, 3, 8, 8 })
            graph.Graph.Input[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        graph.Graph.Output[0].Type.TensorType.Shape = null;
        build(graph);
        File.WriteAllBytes(folder[FileName], graph.File);
    }
}

using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx;

/// <summary>Graphs that are made to read other files, to take all memory, or never to end.</summary>
public sealed class HostileGraphTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Places => ["function", "function attribute", "graph in a function", "sparse initializer", "sparse attribute", "training", "location of 64 bits"];

    [Theory]
    [MemberData(nameof(Places))]
    public void WeightsInAnotherFileAreNotReadFromAnyPlace(string place)
    {
        var graph = new TestGraph(columns: 4);
        graph.Node("Identity", ["x"], "y");
        var tensor = External("secret");
        var constant = new NodeProto { OpType = "Constant", Output = { "c" }, Attribute = { TestGraph.Attribute("value", tensor) } };
        var sparse = new SparseTensorProto { Values = tensor };
        byte[] file = [];
        switch (place)
        {
            case "function":
                graph.Model.Functions.Add(new FunctionProto { Domain = "own", Name = "f", Node = { constant } });
                break;
            case "function attribute":
                graph.Model.Functions.Add(new FunctionProto { Domain = "own", Name = "f", AttributeProto = { TestGraph.Attribute("value", tensor) } });
                break;
            case "graph in a function":
                graph.Model.Functions.Add(new FunctionProto { Name = "f", Node = { new NodeProto { OpType = "If", Attribute = { TestGraph.Attribute("then_branch", new GraphProto { Node = { constant } }) } } } });
                break;
            case "sparse initializer":
                graph.Graph.SparseInitializer.Add(sparse);
                break;
            case "sparse attribute":
                graph.Graph.Node.Add(new NodeProto { OpType = "Constant", Output = { "c" }, Attribute = { new AttributeProto { Name = "sparse_value", Type = AttributeProto.Types.AttributeType.SparseTensor, SparseTensor = sparse } } });
                break;
            case "training":
                graph.Model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new GraphProto { Initializer = { tensor } } });
                break;
            default:
                // Readers that cut an enumeration to 32 bits see a one.
                tensor.DataLocation = TensorProto.Types.DataLocation.Default;
                byte[] bytes = [.. tensor.ToByteArray(), 14 << 3, 0x81, 0x80, 0x80, 0x80, 0x10];
                Assert.NotNull(new OnnxTensor(bytes).External);
                return;
        }
        file = graph.File;
        string message = Assert.Throws<InvalidDataException>(() => OnnxModel.Read(file, "some/model.onnx")).Message;
        Assert.All(["some/model.onnx", "secret"], part => Assert.Contains(part, message));
    }

    [Fact]
    public void WeightsInAFileWithoutANameAreRefused()
    {
        TinyOnnxModel.Write(Model, weightsFile: "weights");
        Edit(model => model.Graph.Initializer.First(tensor => tensor.ExternalData.Count > 0).ExternalData[0].Value = "");
        Assert.Contains("model.onnx", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message);
    }

    [Fact]
    public void AZipWhoseFunctionNamesAnotherFileIsRefused() =>
        Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(SharedFiles.Find("cases/hostile/onnx-ext-function.zip"), out _));

    /// <summary>Forty functions, each of which calls the one before it twice.</summary>
    [Fact]
    public void FunctionsThatMultiplyAreCountedAndNotUnfolded()
    {
        var graph = new TestGraph(columns: 4);
        graph.Model.Functions.Add(Function("f0", "Identity", ""));
        for (int i = 1; i <= 40; i++)
            graph.Model.Functions.Add(Function($"f{i}", $"f{i - 1}", "own"));
        graph.Graph.Node.Add(new NodeProto { OpType = "f40", Domain = "own", Input = { "x" }, Output = { "y" } });
        Assert.Contains("functions", Assert.Throws<InvalidDataException>(() => OnnxModel.Read(graph.File, "model.onnx")).Message);
        graph.Graph.Node[0].OpType = "f10";
        Assert.Equal(41, graph.Model.Functions.Count);
        OnnxModel.Read(graph.File, "model.onnx");
    }

    [Fact]
    public void FunctionsThatCallThemselvesAreRefused()
    {
        var graph = new TestGraph(columns: 4);
        graph.Model.Functions.Add(Function("f", "g", "own"));
        graph.Model.Functions.Add(Function("g", "f", "own"));
        graph.Graph.Node.Add(new NodeProto { OpType = "f", Domain = "own", Input = { "x" }, Output = { "y" } });
        Assert.Throws<InvalidDataException>(() => OnnxModel.Read(graph.File, "model.onnx"));
    }

    [Theory]
    [InlineData("onnx-function-billion-laughs.onnx")]
    [InlineData("onnx-output-dimension-0.onnx")]
    [InlineData("onnx-output-sequence-only.onnx")]
    public void AFileOfThisKindIsRefusedByName(string file)
    {
        TinyOnnxModel.Write(Model);
        File.Copy(SharedFiles.Find($"cases/hostile/{file}"), folder["model/model.onnx"], overwrite: true);
        var error = Assert.ThrowsAny<Exception>(() => TextEmbeddingModel.FromDirectory(Model).Dimension);
        Assert.True(error is InvalidDataException or NotSupportedException, error.ToString());
        Assert.Contains("model.onnx", error.Message);
    }

    [Fact]
    public void VectorsWithoutAValueAreRefused()
    {
        TinyOnnxModel.Write(Model);
        Edit(model =>
        {
            model.Graph.Initializer.Add(new TensorProto { Name = "none", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 0 } });
            model.Graph.Node.Add(new NodeProto { OpType = "Slice", Input = { "last_hidden_state", "none", "none", "axis2" }, Output = { "empty" } });
            model.Graph.Output[0] = new ValueInfoProto { Name = "empty", Type = model.Graph.Output[0].Type.Clone() };
            model.Graph.Output[0].Type.TensorType.Shape.Dim[2].DimParam = "open";
        });
        Assert.Contains("model.onnx", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message);
    }

    [Theory]
    [InlineData(float.NaN, "table", true)]
    [InlineData(float.PositiveInfinity, "table", true)]
    [InlineData(float.NegativeInfinity, "weights", true)]
    [InlineData(float.NaN, "bounds", true)]
    [InlineData(float.NegativeInfinity, "bounds", false)]
    public void WeightsThatAreNoNumbersAreRefusedByName(float value, string tensor, bool isRefused)
    {
        foreach (bool isBeside in new[] { false, true })
        {
            TinyOnnxModel.Write(Model);
            Edit(model =>
            {
                // Added to the scores of tokens that do not count, as exporters write a mask.
                model.Graph.Initializer.Add(new TensorProto { Name = "bounds", DataType = (int)DataType.Float, Dims = { 1 }, FloatData = { 0 } });
                model.Graph.Node.Add(new NodeProto { OpType = "Exp", Input = { "bounds" }, Output = { "unused" } });
                var changed = model.Graph.Initializer.Single(other => other.Name == tensor);
                if (changed.RawData.IsEmpty)
                {
                    changed.FloatData[0] = value;
                    return;
                }
                byte[] bytes = changed.RawData.ToByteArray();
                BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), value);
                changed.RawData = ByteString.CopyFrom(bytes);
                if (!isBeside)
                    return;
                File.WriteAllBytes(folder["model/data"], bytes);
                changed.RawData = ByteString.Empty;
                changed.DataLocation = TensorProto.Types.DataLocation.External;
                changed.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data" });
            });
            if (isRefused)
                Assert.Contains($"'{tensor}'", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message);
            else
                Assert.Equal(TinyOnnxModel.Dimension, TextEmbeddingModel.FromDirectory(Model).Dimension);
        }
    }

    private void Edit(Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model/model.onnx"]));
        edit(model);
        File.WriteAllBytes(folder["model/model.onnx"], model.ToByteArray());
    }

    private static TensorProto External(string file)
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)DataType.Float, Dims = { 4 }, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        return tensor;
    }

    private static FunctionProto Function(string name, string called, string domain) => new()
    {
        Domain = "own", Name = name, Input = { "a" }, Output = { "c" },
        Node =
        {
            new NodeProto { OpType = called, Domain = domain, Input = { "a" }, Output = { "b" } },
            new NodeProto { OpType = called, Domain = domain, Input = { "b" }, Output = { "c" } },
        },
    };
}

using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx;

/// <summary>Weights that lie in files beside the graph, wherever in the graph they are used.</summary>
public class OnnxGraphFileTests
{
    private const string Title = "some/model.onnx";

    [Fact]
    public void WeightsOfEveryPlaceAreFoundAndPutInside()
    {
        var graph = new TestGraph(columns: 4);
        graph.Weights("first", DataType.Float, 4, 4);
        graph.Weights("last", DataType.Float, 4);
        graph.Weights("half", DataType.Float16, 40, 4);
        graph.Node("Constant", [], "constant", TestGraph.Attribute("value", graph.Tensor("", DataType.Float, 4, 4)));
        var branch = new GraphProto { Name = "branch" };
        branch.Initializer.Add(graph.Tensor("inner", DataType.Float, 4));
        branch.Node.Add(new NodeProto { OpType = "Identity", Input = { "inner" }, Output = { "result" } });
        var attribute = TestGraph.Attribute("then_branch", branch);
        attribute.DocString = "kept";
        graph.Node("If", ["condition"], "y", attribute);
        var whole = graph.Model.Clone();

        var files = new Dictionary<string, List<byte>> { ["model.onnx_data"] = [1, 2, 3], ["model.onnx_data_1"] = [], ["Weights.bin"] = [] };
        Move(graph.Graph.Initializer[0], "model.onnx_data");
        Move(graph.Graph.Initializer[1], "model.onnx_data_1", withPlace: false);
        Move(graph.Graph.Node[0].Attribute[0].T, "Weights.bin");
        Move(graph.Graph.Node[1].Attribute[0].G.Initializer[0], "model.onnx_data");

        Assert.Equal(["Weights.bin", "model.onnx_data", "model.onnx_data_1"], OnnxGraphFile.ExternalFiles(graph.File, Title));
        Assert.Empty(OnnxGraphFile.ExternalFiles(whole.ToByteArray(), Title));
        byte[] inside = OnnxGraphFile.WithWeightsInside(graph.File, Title, name => files[name].ToArray());
        Assert.Equal(whole, ModelProto.Parser.ParseFrom(inside));
        Assert.Equal(OnnxElementType.Float16, OnnxGraphFile.WeightType(inside, Title));

        void Move(TensorProto tensor, string file, bool withPlace = true)
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            Add("location", file);
            if (withPlace)
            {
                Add("offset", $"{files[file].Count}");
                Add("length", $"{tensor.RawData.Length}");
            }
            Add("checksum", "unknown");
            files[file].AddRange(tensor.RawData.Span);
            tensor.RawData = ByteString.Empty;

            void Add(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    [Theory]
    [InlineData("does not say in which file", "offset=0")]
    [InlineData("the offset of weights in another file is '-1'", "location=data", "offset=-1")]
    [InlineData("the length of weights in another file is '1e3'", "location=data", "length=1e3")]
    [InlineData("the offset of weights in another file is '99999999999999999999'", "location=data", "offset=99999999999999999999")]
    [InlineData("wants weights at 0 to 17 of 'data', which has 16 bytes", "location=data", "length=17")]
    [InlineData("wants weights at 17 to 16 of 'data', which has 16 bytes", "location=data", "offset=17")]
    [InlineData("wants weights at 9,223,372,036,854,775,807 to 18,446,744,073,709,551,614 of 'data'", "location=data", "offset=9223372036854775807", "length=9223372036854775807")]
    public void PlaceThatIsNoneIsNamed(string reason, params string[] entries)
    {
        var graph = new TestGraph(columns: 4);
        var weights = graph.Weights("weights", DataType.Float, 4);
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.RawData = ByteString.Empty;
        weights.ExternalData.AddRange(entries.Select(entry => entry.Split('=')).Select(pair => new StringStringEntryProto { Key = pair[0], Value = pair[1] }));
        var error = Assert.Throws<InvalidDataException>(() => OnnxGraphFile.WithWeightsInside(graph.File, Title, _ => new byte[16]));
        Assert.Contains(Title, error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void WholeOfTwoGigabytesIsRefused()
    {
        byte[] data = new byte[1 << 20];
        var graph = new TestGraph(columns: 4);
        for (int i = 0; i < 2048; i++)
        {
            var weights = new TensorProto { Name = $"weights{i}", DataType = (int)DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
            weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = $"data{i}" });
            graph.Graph.Initializer.Add(weights);
        }
        var error = Assert.Throws<NotSupportedException>(() => OnnxGraphFile.WithWeightsInside(graph.File, Title, _ => data));
        Assert.Contains(Title, error.Message);
        Assert.Contains("2 GB", error.Message);
    }

    [Fact]
    public void GraphWithoutWeightsHasNoType() => Assert.Equal(OnnxElementType.Undefined, OnnxGraphFile.WeightType(new TestGraph(columns: 4).File, Title));
}

using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged ONNX graphs, looked at and rewritten.</summary>
public sealed class DamagedGraphTests : IDisposable
{
    private const string FileName = "folder/model.onnx";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <param name="tokens">A large table makes the bound on memory a sharp one.</param>
    /// <param name="rounds">Damaged files.</param>
    [Theory]
    [InlineData(100, 1500)]
    [InlineData(8000, 200)]
    public void TextEncoder(int tokens, int rounds) =>
        Run(File.ReadAllBytes(Path.Combine(TinyOnnxModel.Write(folder["model"], vocabularySize: tokens), "model.onnx")), rounds, seed: 1);

    [Fact]
    public void GraphWithEveryKindOfNode() => Run(GraphOfEveryKind(), rounds: 1500, seed: 2);

    [Fact]
    public void GraphWithWeightsBesideIt()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TinyOnnxModel.Write(folder["parted"], weightsFile: "weights"), "model.onnx"));
        byte[] weights = File.ReadAllBytes(folder["parted/weights"]);
        new Fuzzing(FileName, content => OnnxGraphFile.WithWeightsInside(content, FileName, _ => weights)) { Overhead = Objects + (4 * weights.Length) }
            .Run([file], (whole, random) => Mutation.OfBytes(whole, random, head: 2048), rounds: 500, seed: 3);
    }

    /// <summary>What a graph's objects take, however few bytes describe them.</summary>
    private const int Objects = 64 * 1024;

    private static void Run(byte[] whole, int rounds, int seed)
    {
        Assert.True(GraphQuantizer.Quantize(whole, FileName).Matrices > 0);
        new Fuzzing(FileName, file => GraphQuantizer.Quantize(file, FileName)) { Overhead = Objects }
            .Run([whole], (file, random) => Mutation.OfBytes(file, random, head: 2048), rounds, seed);
    }

    private static byte[] GraphOfEveryKind()
    {
        var graph = new TestGraph(columns: 32);
        var list = graph.Weights("list", DataType.Float, 32, 8);
        list.FloatData.AddRange(Enumerable.Repeat(0.5f, 256));
        list.RawData = ByteString.Empty;
        graph.Weights("half", DataType.Float16, 8, 32);
        graph.Weights("table", DataType.Float, 10, 20);
        graph.Weights("bias", DataType.Float, 8);
        graph.Node("Gather", ["table", "ids"], "rows", TestGraph.Attribute("axis", 0L));
        graph.Node("Gemm", ["x", "list", "bias"], "first", TestGraph.Attribute("alpha", 1f));
        graph.Node("Transpose", ["half"], "turned", TestGraph.Attribute("perm", [1L, 0]));
        graph.Node("Identity", ["turned"], "alias");
        graph.Node("MatMul", ["first", "alias"], "second");
        graph.Node("Constant", [], "constant", TestGraph.Attribute("value", graph.Tensor("", DataType.Float, 32, 16)));
        graph.Node("MatMul", ["second", "constant"], "third");
        var branch = new GraphProto { Name = "branch" };
        var node = new NodeProto { OpType = "Add" };
        node.Input.AddRange(["third", "bias"]);
        node.Output.Add("result");
        branch.Node.Add(node);
        branch.Output.Add(TestGraph.Value("result", DataType.Float, null));
        graph.Node("If", ["condition", "rows"], "y", TestGraph.Attribute("then_branch", branch), TestGraph.Attribute("else_branch", branch));
        return graph.File;
    }
}

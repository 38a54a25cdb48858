using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>ONNX graphs that are looked at and rewritten, with 8-bit weights, with the weights beside them or for several texts in a row, and not run.</summary>
internal sealed class GraphRewritingTarget() : FuzzTarget("onnx-rewriting")
{
    private const string Parted = "parted/model.onnx", Packed = "packed/model.onnx";
    private const int Head = 2048;

    private byte[] weights = [];

    public override IReadOnlyList<FuzzFile> Seeds => field ??= CreateSeeds();

    /// <summary>What a graph's objects take, however few bytes describe them, and the weights beside it.</summary>
    public override long Overhead => (64 * 1024) + (4 * weights.Length);

    public override byte[] Damage(FuzzFile whole, Random random) => Mutation.OfBytes(whole.Content, random, Head);

    public override void Read(FuzzFile file)
    {
        if (file.Name == Parted)
            OnnxGraphFile.WithWeightsInside(file.Content, file.Name, _ => weights);
        else if (file.Name == Packed)
            Pack(file);
        else
            GraphQuantizer.Quantize(file.Content, file.Name);
    }

    private static void Pack(FuzzFile file)
    {
        var model = OnnxModel.Read(file.Content, file.Name);
        try
        {
            if (SequencePacking.TryRewrite(model.Graph))
                model.ToArray();
        }
        catch (FormatException e)
        {
            throw model.Damaged(e);
        }
    }

    public override bool IsRefusal(Exception error) => error is InvalidDataException or NotSupportedException && error.Message.Contains("/model.onnx");

    protected override string NameOfFault(string resource) => resource[..resource.LastIndexOf('/')];

    private FuzzFile[] CreateSeeds()
    {
        TinyOnnxModel.Write(Folder["text"]);
        // A large table makes the bound on memory a sharp one.
        TinyOnnxModel.Write(Folder["large"], vocabularySize: 2000);
        TinyOnnxModel.Write(Folder["parted"], weightsFile: "weights");
        weights = File.ReadAllBytes(Folder["parted/weights"]);
        return
        [
            .. new[] { "text/model.onnx", "large/model.onnx", Parted }.Select(name => new FuzzFile(name, File.ReadAllBytes(Folder[name]))),
            new FuzzFile("every/model.onnx", GraphOfEveryKind()),
            new FuzzFile(Packed, TinyAttentionModel.Create(TinyPositions.Counted, TinyMask.InTwoSteps)),
        ];
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

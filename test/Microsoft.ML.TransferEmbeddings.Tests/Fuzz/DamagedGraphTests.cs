using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Onnx.Quantization;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.Quantization;

/// <summary>Thousands of damaged ONNX files: a result or a clear error, soon, in memory that the file's size bounds.</summary>
public sealed class DamagedGraphTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <param name="tokens">A large table makes the bound on memory a sharp one.</param>
    /// <param name="mutations">Damaged files.</param>
    [Theory]
    [InlineData(100, 5000)]
    [InlineData(8000, 500)]
    public void TextEncoderThatIsDamaged(int tokens, int mutations) =>
        Mutate(File.ReadAllBytes(Path.Combine(TinyOnnxModel.Write(folder["model"], vocabularySize: tokens), "model.onnx")), mutations, seed: 1);

    [Fact]
    public void GraphOfEveryKindThatIsDamaged() => Mutate(GraphOfEveryKind(), mutations: 5000, seed: 2);

    private static void Mutate(byte[] whole, int mutations, int seed)
    {
        // What a graph's objects take, however few bytes describe them.
        const int overhead = 64 * 1024;
        Assert.True(GraphQuantizer.Quantize(whole, "some/model.onnx").Matrices > 0);
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < mutations; round++)
        {
            byte[] file = Mutate(whole, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            try
            {
                GraphQuantizer.Quantize(file, "some/model.onnx");
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.Contains("some/model.onnx", e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}");
            }
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (4L * file.Length) + overhead);
        }
        Assert.InRange(refused, mutations / 10, mutations - (mutations / 10));
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> file = [.. whole];
        for (int change = random.Next(1, 4); change > 0 && file.Count > 0; change--)
        {
            // Half of the damage where the structure is, not in the weights.
            int place = random.Next(random.Next(2) == 0 ? file.Count : Math.Min(file.Count, 2048)), length = Math.Min(random.Next(1, 40), file.Count - place);
            switch (random.Next(6))
            {
                case 0:
                    file[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[place] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(place, length);
                    break;
                case 3:
                    file.InsertRange(random.Next(file.Count), file.GetRange(place, length));
                    break;
                case 4:
                    file.RemoveRange(place, file.Count - place);
                    break;
                default:
                    // A length or a number as large as can be.
                    file.RemoveAt(place);
                    file.InsertRange(place, Enumerable.Repeat((byte)0xFF, random.Next(1, 10)).Append((byte)random.Next(128)));
                    break;
            }
        }
        return [.. file];
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

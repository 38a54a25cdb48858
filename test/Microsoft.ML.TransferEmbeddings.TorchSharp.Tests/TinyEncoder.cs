using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A text encoder of a few kilobytes that is built like BERT, with random weights: two blocks with one attention each, which knows the words of <see cref="MiniLM.Texts"/>.</summary>
internal static class TinyEncoder
{
    public const int Dimension = 16, Blocks = 2;

    private const int Inner = 32;

    private static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. MiniLM.Texts.SelectMany(row => row.Text.ToLowerInvariant().Split(' ')).Distinct(),
    ];

    /// <param name="folder">Where model.onnx and vocab.txt go; it is created.</param>
    /// <param name="graph">Null for <see cref="Graph"/>.</param>
    public static void Write(string folder, TestGraph? graph = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), (graph ?? Graph()).File);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
    }

    public static TextEmbeddingModel Create()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Root);
        return Read(folder.Root);
    }

    public static TextEmbeddingModel Read(string folder) => TextEmbeddingModel.FromOnnx(Path.Combine(folder, "model.onnx"), Path.Combine(folder, "vocab.txt"), new() { Pooling = TextPooling.Mean });

    public static TestGraph Graph()
    {
        var graph = new TestGraph(columns: 1);
        graph.Model.OpsetImport[0].Version = 17;
        graph.Graph.Input.Clear();
        graph.Graph.Output.Clear();
        graph.Graph.Input.Add(Value("input_ids", DataType.Int64, "texts", "sequence"));
        graph.Graph.Input.Add(Value("attention_mask", DataType.Int64, "texts", "sequence"));
        graph.Graph.Output.Add(Value("last_hidden_state", DataType.Float, "texts", "sequence", Dimension));

        Constant(graph, "axis", [1L], DataType.Int64);
        Constant(graph, "one", [1f], DataType.Float);
        Constant(graph, "far", [-10_000f], DataType.Float);
        graph.Node("Cast", ["attention_mask"], "mask", TestGraph.Attribute("to", (long)DataType.Float));
        graph.Node("Sub", ["one", "mask"], "padding");
        graph.Node("Mul", ["padding", "far"], "penalty");
        graph.Node("Unsqueeze", ["penalty", "axis"], "penalties");

        graph.Weights("embeddings.weight", DataType.Float, Vocabulary.Length, Dimension);
        graph.Node("Gather", ["embeddings.weight", "input_ids"], "tokens");
        Normalize(graph, "embeddings.norm", "tokens", "hidden0");
        for (int block = 0; block < Blocks; block++)
            AddBlock(graph, $"block{block}", $"hidden{block}", block + 1 == Blocks ? "last_hidden_state" : $"hidden{block + 1}");
        return graph;
    }

    private static void AddBlock(TestGraph graph, string name, string input, string output)
    {
        foreach (string part in new[] { "query", "key", "value" })
            Linear(graph, $"{name}.{part}", input, $"{name}_{part}", Dimension, Dimension);
        graph.Node("Transpose", [$"{name}_key"], $"{name}_keys", TestGraph.Attribute("perm", [0L, 2, 1]));
        graph.Node("MatMul", [$"{name}_query", $"{name}_keys"], $"{name}_scores");
        graph.Node("Add", [$"{name}_scores", "penalties"], $"{name}_masked");
        graph.Node("Softmax", [$"{name}_masked"], $"{name}_shares", TestGraph.Attribute("axis", -1));
        graph.Node("MatMul", [$"{name}_shares", $"{name}_value"], $"{name}_context");
        Linear(graph, $"{name}.output", $"{name}_context", $"{name}_attended", Dimension, Dimension);
        graph.Node("Add", [$"{name}_attended", input], $"{name}_sum");
        Normalize(graph, $"{name}.attention.norm", $"{name}_sum", $"{name}_middle");
        Linear(graph, $"{name}.up", $"{name}_middle", $"{name}_wide", Dimension, Inner);
        graph.Node("Relu", [$"{name}_wide"], $"{name}_active");
        Linear(graph, $"{name}.down", $"{name}_active", $"{name}_narrow", Inner, Dimension);
        graph.Node("Add", [$"{name}_narrow", $"{name}_middle"], $"{name}_last");
        Normalize(graph, $"{name}.norm", $"{name}_last", output);
    }

    private static void Linear(TestGraph graph, string name, string input, string output, int rows, int columns)
    {
        graph.Weights($"{name}.weight", DataType.Float, rows, columns);
        graph.Weights($"{name}.bias", DataType.Float, columns);
        graph.Node("MatMul", [input, $"{name}.weight"], $"{output}_product");
        graph.Node("Add", [$"{output}_product", $"{name}.bias"], output);
    }

    private static void Normalize(TestGraph graph, string name, string input, string output)
    {
        Constant(graph, $"{name}.weight", Enumerable.Repeat(1f, Dimension).ToArray(), DataType.Float);
        graph.Weights($"{name}.bias", DataType.Float, Dimension);
        graph.Node("LayerNormalization", [input, $"{name}.weight", $"{name}.bias"], output, TestGraph.Attribute("axis", -1));
    }

    private static void Constant<T>(TestGraph graph, string name, T[] values, DataType type)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.Add(values.Length);
        graph.Graph.Initializer.Add(tensor);
    }

    private static ValueInfoProto Value(string name, DataType type, params object[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (object size in sizes)
            shape.Dim.Add(size is int known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = (string)size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>
/// A text encoder of a few kilobytes with random weights and the shapes of a real one. Every token's vector depends on all tokens that the mask lets
/// through, so that padding which leaks into a text, or a wrong row, shows.
/// </summary>
internal static class TinyOnnxModel
{
    public const int Dimension = 12;

    /// <param name="folder">Where the model's files go; it is created.</param>
    /// <param name="seed">Other weights for other seeds.</param>
    /// <param name="vocabularySize">Rows of the graph's table.</param>
    /// <param name="output">The name of the token vectors.</param>
    /// <param name="withTypeIds">Whether the graph has the input token_type_ids.</param>
    /// <param name="withMask">Whether it has the input attention_mask; without one it counts every token.</param>
    /// <param name="withPositions">Whether it has the input position_ids.</param>
    /// <param name="int32">Whether its inputs are Int32.</param>
    /// <param name="halfOutput">Whether its output is Float16.</param>
    /// <param name="weightsFile">The file beside the graph that holds its weights; null for the graph itself.</param>
    /// <param name="graphFile">The graph's name.</param>
    /// <param name="sentenceOutput">Whether the graph also gives, or only gives, the mean of the token vectors, under this name.</param>
    public static string Write(
        string folder, int seed = 1, int? vocabularySize = null, string? output = "last_hidden_state", bool withTypeIds = true, string? sentenceOutput = null,
        bool withMask = true, bool withPositions = false, bool int32 = false, bool halfOutput = false, string? weightsFile = null, string graphFile = "model.onnx")
    {
        var idType = int32 ? TensorProto.Types.DataType.Int32 : TensorProto.Types.DataType.Int64;
        Directory.CreateDirectory(folder);
        int rows = vocabularySize ?? TinyVocabulary.Pieces.Length;
        var random = new Random(seed);
        var graph = new GraphProto { Name = "tiny" };
        graph.Initializer.Add(Floats("table", random, rows, Dimension));
        graph.Initializer.Add(Floats("types", random, 2, Dimension));
        graph.Initializer.Add(Floats("weights", random, Dimension, Dimension));
        graph.Initializer.Add(Int64("axis1", 1));
        graph.Initializer.Add(Int64("axis2", 2));

        graph.Input.Add(Value("input_ids", idType, "batch", "sequence"));
        Node(graph, "Gather", ["table", "input_ids"], "rows");
        string tokens = "rows";
        if (withTypeIds)
        {
            graph.Input.Add(Value("token_type_ids", idType, "batch", "sequence"));
            Node(graph, "Gather", ["types", "token_type_ids"], "typed");
            Node(graph, "Add", ["rows", "typed"], tokens = "tokens");
        }
        if (withPositions)
        {
            graph.Initializer.Add(Floats("positions", random, 64, Dimension));
            graph.Input.Add(Value("position_ids", idType, "batch", "sequence"));
            Node(graph, "Gather", ["positions", "position_ids"], "placed");
            Node(graph, "Add", [tokens, "placed"], tokens = "placed_tokens");
        }
        if (withMask)
        {
            graph.Input.Add(Value("attention_mask", idType, "batch", "sequence"));
            Cast(graph, "attention_mask", "mask", TensorProto.Types.DataType.Float);
        }
        else
        {
            // One where the id equals itself: everywhere.
            Node(graph, "Equal", ["input_ids", "input_ids"], "everywhere");
            Cast(graph, "everywhere", "mask", TensorProto.Types.DataType.Float);
        }
        Node(graph, "Unsqueeze", ["mask", "axis2"], "column");
        Node(graph, "ReduceSum", ["column", "axis1"], "count");
        string context = MaskedMean(graph, tokens, "context");
        Node(graph, "MatMul", [tokens, "weights"], "mixed");
        Node(graph, "Add", ["mixed", context], "sum");
        Node(graph, "Tanh", ["sum"], halfOutput ? "wide" : output ?? "hidden");
        if (halfOutput)
            Cast(graph, "wide", output ?? "hidden", TensorProto.Types.DataType.Float16);
        if (output is not null)
            graph.Output.Add(Value(output, halfOutput ? TensorProto.Types.DataType.Float16 : TensorProto.Types.DataType.Float, "batch", "sequence", Dimension));
        if (sentenceOutput is not null)
        {
            Node(graph, "Squeeze", [MaskedMean(graph, output ?? "hidden", "pooled"), "axis1"], sentenceOutput);
            graph.Output.Add(Value(sentenceOutput, TensorProto.Types.DataType.Float, "batch", Dimension));
        }

        var model = new ModelProto { IrVersion = 8, ProducerName = "tests", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 14 });
        if (weightsFile is not null)
            MoveWeights(graph, Path.Combine(folder, weightsFile));
        File.WriteAllBytes(Path.Combine(folder, graphFile), model.ToByteArray());
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), TinyVocabulary.Pieces);
        return folder;
    }

    /// <summary>As exporters do with graphs of 2 GB and more.</summary>
    private static void MoveWeights(GraphProto graph, string path)
    {
        using var file = File.Create(path);
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.RawData.Length > 0))
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Path.GetFileName(path) });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{file.Position}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            file.Write(tensor.RawData.Span);
            tensor.RawData = ByteString.Empty;
        }
    }

    private static void Cast(GraphProto graph, string input, string output, TensorProto.Types.DataType type) =>
        Node(graph, "Cast", [input], output, new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (long)type });

    private static string MaskedMean(GraphProto graph, string tokens, string name)
    {
        Node(graph, "Mul", [tokens, "column"], $"{name}_masked");
        Node(graph, "ReduceSum", [$"{name}_masked", "axis1"], $"{name}_sum");
        Node(graph, "Div", [$"{name}_sum", "count"], name);
        return name;
    }

    private static void Node(GraphProto graph, string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
    }

    private static TensorProto Floats(string name, Random random, params int[] shape)
    {
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)(2 * random.NextDouble() - 1))];
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.AddRange(shape.Select(size => (long)size));
        return tensor;
    }

    private static TensorProto Int64(string name, long value)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Int64 };
        tensor.Dims.Add(1);
        tensor.Int64Data.Add(value);
        return tensor;
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, params object[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (object size in shape)
        {
            dimensions.Dim.Add(size is string free
                ? new TensorShapeProto.Types.Dimension { DimParam = free }
                : new TensorShapeProto.Types.Dimension { DimValue = (int)size });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } } };
    }
}

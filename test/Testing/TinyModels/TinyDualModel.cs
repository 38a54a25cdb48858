using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>
/// A pair of encoders of one space in the files of CLIP: an image's vector is its mean color, a text's the sum of the colors that it names. As two graphs, or as one with two
/// inputs.
/// </summary>
internal static class TinyDualModel
{
    public const int Dimension = 3, Size = 8;

    private static readonly string[] Vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "blue", "a", "photo", "of", "thing", "picture", "the"];

    /// <param name="folder">Where the files go; it is created.</param>
    /// <param name="isOneGraph">Whether both halves are in one graph.</param>
    /// <param name="textDimension">Length of the texts' vectors.</param>
    /// <returns>The folder.</returns>
    public static string Write(string folder, bool isOneGraph = false, int textDimension = Dimension)
    {
        Directory.CreateDirectory(folder);
        if (isOneGraph)
        {
            var graph = Empty();
            AddTexts(graph, textDimension);
            AddImages(graph);
            graph.Node("Transpose", ["text_embeds"], "turned", TestGraph.Attribute("perm", [1L, 0]));
            graph.Node("MatMul", ["image_embeds", "turned"], "logits_per_image");
            graph.Node("Transpose", ["logits_per_image"], "logits_per_text", TestGraph.Attribute("perm", [1L, 0]));
            foreach (string logits in new[] { "logits_per_image", "logits_per_text" })
                graph.Graph.Output.Insert(0, Value(logits, DataType.Float, "some", "others"));
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.File);
        }
        else
        {
            TestGraph texts = Empty(), images = Empty();
            AddTexts(texts, textDimension);
            AddImages(images);
            File.WriteAllBytes(Path.Combine(folder, "text_model.onnx"), texts.File);
            File.WriteAllBytes(Path.Combine(folder, "vision_model.onnx"), images.File);
        }
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""
            {"size": {"height": {{Size}}, "width": {{Size}}}, "resample": 2, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
            """);
        return folder;
    }

    private static TestGraph Empty()
    {
        var graph = new TestGraph(columns: 1);
        graph.Graph.Input.Clear();
        graph.Graph.Output.Clear();
        return graph;
    }

    private static void AddTexts(TestGraph graph, int dimension)
    {
        // Every other word leans to no color.
        float[] table = [.. Vocabulary.SelectMany(word => Enumerable.Range(0, dimension).Select(i => word == new[] { "red", "green", "blue" }.ElementAtOrDefault(i) ? 1 : 0.02f))];
        var tensor = new TensorProto { Name = "table", DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(table.AsSpan())) };
        tensor.Dims.AddRange([Vocabulary.Length, dimension]);
        graph.Graph.Initializer.Add(tensor);
        graph.Graph.Initializer.Add(Axis("axis1", 1));
        graph.Graph.Initializer.Add(Axis("axis2", 2));
        graph.Graph.Input.Add(Value("input_ids", DataType.Int64, "texts", "sequence"));
        graph.Graph.Input.Add(Value("attention_mask", DataType.Int64, "texts", "sequence"));
        graph.Node("Gather", ["table", "input_ids"], "tokens");
        graph.Node("Cast", ["attention_mask"], "mask", TestGraph.Attribute("to", (long)DataType.Float));
        graph.Node("Unsqueeze", ["mask", "axis2"], "column");
        graph.Node("Mul", ["tokens", "column"], "masked");
        graph.Node("ReduceSum", ["masked", "axis1"], "text_embeds", TestGraph.Attribute("keepdims", 0L));
        graph.Graph.Output.Add(Value("text_embeds", DataType.Float, "texts", dimension));
    }

    private static void AddImages(TestGraph graph)
    {
        graph.Graph.Input.Add(Value("pixel_values", DataType.Float, "images", 3, Size, Size));
        graph.Node("GlobalAveragePool", ["pixel_values"], "pooled");
        graph.Node("Flatten", ["pooled"], "image_embeds");
        graph.Graph.Output.Add(Value("image_embeds", DataType.Float, "images", Dimension));
    }

    private static TensorProto Axis(string name, long value) => new() { Name = name, DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { value } };

    private static ValueInfoProto Value(string name, DataType type, params object[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (object size in sizes)
        {
            shape.Dim.Add(size is int known
                ? new TensorShapeProto.Types.Dimension { DimValue = known }
                : new TensorShapeProto.Types.Dimension { DimParam = (string)size });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

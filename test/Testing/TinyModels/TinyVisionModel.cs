using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A vision network of a few kilobytes with random weights: two convolutions, a mean over all places, a classifier.</summary>
internal sealed class TinyVisionModel
{
    public const int Size = 8, Channels = 6, Classes = 4;

    /// <summary>The network's inner tensors, in the order in which they are computed.</summary>
    public const string First = "first", Map = "map", Pooled = "pooled", Flat = "flat", Logits = "logits";

    /// <summary><see cref="Map"/> with its channels last; not computed unless it is an output.</summary>
    public const string TurnedMap = "turned_map";

    /// <summary>Other weights for other seeds.</summary>
    public int Seed { get; init; } = 1;

    public DataType InputType { get; init; } = DataType.Float;

    public bool ChannelsLast { get; init; }

    public bool WithSoftmax { get; init; }

    public TinyVisionHead Head { get; init; }

    /// <summary>Null for a free one.</summary>
    public int? Batch { get; init; }

    /// <summary>The tensors that are the graph's outputs.</summary>
    public string[] Outputs { get; init; } = [Logits];

    /// <returns>The folder.</returns>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Create());
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""
            {"size": {"height": {{Size}}, "width": {{Size}}}, "resample": 2, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.6, 0.7]}
            """);
        return folder;
    }

    private byte[] Create()
    {
        var graph = new TestGraph(columns: 1, seed: Seed);
        graph.Graph.Input.Clear();
        graph.Graph.Output.Clear();
        int?[] shape = ChannelsLast ? [Batch, Size, Size, 3] : [Batch, 3, Size, Size];
        graph.Graph.Input.Add(Value("images", InputType, shape));
        string tensor = "images";
        if (InputType != DataType.Float)
            graph.Node("Cast", [tensor], tensor = "floats", TestGraph.Attribute("to", (long)DataType.Float));
        if (ChannelsLast)
            graph.Node("Transpose", [tensor], tensor = "turned", TestGraph.Attribute("perm", [0L, 3, 1, 2]));
        graph.Weights("w1", DataType.Float, Channels, 3, 3, 3);
        graph.Weights("w2", DataType.Float, Channels, Channels, 3, 3);
        graph.Weights("wc", DataType.Float, Channels, Classes);
        graph.Weights("bc", DataType.Float, Classes);
        graph.Node("Conv", [tensor, "w1"], First, TestGraph.Attribute("pads", [1L, 1, 1, 1]), TestGraph.Attribute("strides", [2L, 2]));
        graph.Node("Relu", [First], "first_relu");
        graph.Node("Conv", ["first_relu", "w2"], Map, TestGraph.Attribute("pads", [1L, 1, 1, 1]));
        if (Outputs.Contains(TurnedMap))
            graph.Node("Transpose", [Map], TurnedMap, TestGraph.Attribute("perm", [0L, 2, 3, 1]));
        graph.Node("GlobalAveragePool", [Map], Pooled);
        graph.Node("Flatten", [Pooled], Flat);
        AddHead(graph);
        if (WithSoftmax)
            graph.Node("Softmax", [Logits], "probabilities");
        foreach (string output in WithSoftmax ? ["probabilities"] : Outputs)
            graph.Graph.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } });
        return graph.File;
    }

    private void AddHead(TestGraph graph)
    {
        switch (Head)
        {
            case TinyVisionHead.Product:
                graph.Node("MatMul", [Flat, "wc"], "product");
                graph.Node("Add", ["product", "bc"], Logits);
                break;
            case TinyVisionHead.Convolution:
                graph.Weights("wk", DataType.Float, Classes, Channels, 1, 1);
                graph.Node("Conv", [Pooled, "wk"], "maps");
                AddBatch(graph, "maps");
                graph.Node("Reshape", ["maps", "rows"], Logits);
                break;
            case TinyVisionHead.ConvolutionBeforeTheMean:
                graph.Weights("wk", DataType.Float, Classes, Channels, 1, 1);
                graph.Node("Conv", [Map, "wk"], "maps");
                graph.Node("GlobalAveragePool", ["maps"], "means");
                AddBatch(graph, "maps");
                graph.Node("Reshape", ["means", "rows"], Logits);
                break;
            case TinyVisionHead.Integers:
                var quantize = graph.Node("DynamicQuantizeLinear", [Flat], "levels");
                quantize.Output.Add("scale");
                quantize.Output.Add("zero");
                graph.Graph.Initializer.Add(new TensorProto
                {
                    Name = "wi", DataType = (int)DataType.Int8, Dims = { Channels, Classes },
                    RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(1, Channels * Classes).Select(value => (byte)value)]),
                });
                graph.Weights("si", DataType.Float, 1);
                graph.Node("MatMulInteger", ["levels", "wi", "zero"], "sums");
                graph.Node("Cast", ["sums"], "floatSums", TestGraph.Attribute("to", (long)DataType.Float));
                graph.Node("Mul", ["scale", "si"], "scales");
                graph.Node("Mul", ["floatSums", "scales"], "product");
                graph.Node("Add", ["product", "bc"], Logits);
                break;
            default:
                graph.Node("Gemm", [Flat, "wc", "bc"], Logits);
                break;
        }
    }

    /// <summary>The shape of a row an image, computed from the tensor as exporters do it.</summary>
    private static void AddBatch(TestGraph graph, string tensor)
    {
        graph.Graph.Initializer.Add(Integers("zeroth", 0));
        graph.Graph.Initializer.Add(Integers("whatever", -1));
        graph.Node("Shape", [tensor], "shape");
        graph.Node("Gather", ["shape", "zeroth"], "batch");
        graph.Node("Concat", ["batch", "whatever"], "rows", TestGraph.Attribute("axis", 0L));
    }

    private static TensorProto Integers(string name, long value) => new() { Name = name, DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { value } };

    private static ValueInfoProto Value(string name, DataType type, int?[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (int? size in sizes)
            shape.Dim.Add(size is { } known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

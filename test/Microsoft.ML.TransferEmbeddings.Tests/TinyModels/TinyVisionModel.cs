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

    /// <summary>Other weights for other seeds.</summary>
    public int Seed { get; init; } = 1;

    public DataType InputType { get; init; } = DataType.Float;

    public bool ChannelsLast { get; init; }

    public bool WithSoftmax { get; init; }

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
        graph.Node("GlobalAveragePool", [Map], Pooled);
        graph.Node("Flatten", [Pooled], Flat);
        graph.Node("Gemm", [Flat, "wc", "bc"], Logits);
        if (WithSoftmax)
            graph.Node("Softmax", [Logits], "probabilities");
        foreach (string output in WithSoftmax ? ["probabilities"] : Outputs)
            graph.Graph.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } });
        return graph.File;
    }

    private static ValueInfoProto Value(string name, DataType type, int?[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (int? size in sizes)
            shape.Dim.Add(size is { } known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

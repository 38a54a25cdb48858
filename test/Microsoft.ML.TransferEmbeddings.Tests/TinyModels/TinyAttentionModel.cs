using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A text encoder of a few kilobytes with a layer of attention, its mask and its positions written as exporters write them.</summary>
internal static class TinyAttentionModel
{
    public const int Dimension = 8;

    private const int TableRows = 64, Padding = 0;

    public static string Write(string folder, TinyPositions positions = TinyPositions.Buffer, TinyMask mask = TinyMask.InTwoSteps, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Create(positions, mask, seed));
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), TinyVocabulary.Pieces);
        return folder;
    }

    public static byte[] Create(TinyPositions positions, TinyMask mask, int seed = 1)
    {
        var graph = new TestGraph(columns: 1, seed: seed);
        graph.Graph.Input.Clear();
        graph.Graph.Output.Clear();
        bool isOld = mask == TinyMask.OfAnOldExport;
        graph.Model.OpsetImport[0].Version = isOld ? 11 : 14;
        var type = mask == TinyMask.OfInt32 ? DataType.Int32 : DataType.Int64;
        graph.Graph.Input.Add(Value("input_ids", type));
        graph.Graph.Input.Add(Value("attention_mask", type));
        graph.Graph.Initializer.Add(graph.Tensor("words", DataType.Float, TinyVocabulary.Pieces.Length, Dimension));
        graph.Graph.Initializer.Add(graph.Tensor("places", DataType.Float, TableRows, Dimension));
        foreach (long number in new[] { 0L, 1, 2, 3, -1 })
        {
            graph.Graph.Initializer.Add(Integers($"[{number}]", [1], number));
            graph.Graph.Initializer.Add(Integers($"{number}", [], number));
        }

        graph.Node("Gather", ["words", "input_ids"], "rows");
        if (positions is TinyPositions.None or TinyPositions.AnglesInHalf)
            graph.Node("Identity", ["rows"], "x");
        else
        {
            graph.Node("Gather", ["places", AddPositions(graph, positions)], "placed");
            graph.Node("Add", ["rows", "placed"], "x");
        }
        AddAttention(graph, isOld, positions == TinyPositions.AnglesInHalf, AddKeyMask(graph, mask));
        graph.Graph.Output.Add(Value("last_hidden_state", DataType.Float, Dimension));
        return graph.File;
    }

    private static string AddPositions(TestGraph graph, TinyPositions positions)
    {
        graph.Node("Shape", ["input_ids"], "shape");
        graph.Node("Gather", ["shape", "[1]"], "length");
        switch (positions)
        {
            case TinyPositions.Given:
                graph.Graph.Input.Add(Value("position_ids", DataType.Int64));
                return "position_ids";
            case TinyPositions.Counted:
                // As RoBERTa has it: the tokens that are no padding are numbered from 1, and numbers begin after the padding's.
                graph.Node("Equal", ["input_ids", $"{Padding}"], "is_padding");
                graph.Node("Not", ["is_padding"], "is_token");
                graph.Node("Cast", ["is_token"], "tokens", TestGraph.Attribute("to", (long)DataType.Int64));
                graph.Node("CumSum", ["tokens", "1"], "counted");
                graph.Node("Mul", ["counted", "tokens"], "numbered");
                graph.Node("Add", ["numbered", "2"], "positions");
                return "positions";
            case TinyPositions.Range or TinyPositions.AnglesInHalf:
                graph.Node("Squeeze", ["length"], "end");
                graph.Node("Range", ["0", "end", "1"], "range");
                graph.Node("Unsqueeze", ["range", "[0]"], "positions");
                return "positions";
            default:
                long first = positions == TinyPositions.BufferFromTwo ? 2 : 0;
                graph.Graph.Initializer.Add(Integers("buffer", [1, TableRows - 2], [.. Enumerable.Range(0, TableRows - 2).Select(i => first + i)]));
                graph.Node("Slice", ["buffer", "[0]", "length", "[1]", "[1]"], "positions");
                return "positions";
        }
    }

    /// <summary>Of [batch, 1, 1, sequence]: 1 for a token.</summary>
    private static string AddKeyMask(TestGraph graph, TinyMask mask)
    {
        string tokens = "attention_mask";
        if (mask == TinyMask.CastFirst)
            graph.Node("Cast", [tokens], tokens = "mask", TestGraph.Attribute("to", (long)DataType.Float));
        if (mask is TinyMask.InTwoSteps or TinyMask.OfInt32)
        {
            graph.Node("Unsqueeze", [tokens, "[1]"], "wider");
            graph.Node("Unsqueeze", ["wider", "[2]"], "widest");
        }
        else if (mask == TinyMask.OfAnOldExport)
        {
            graph.Node("Unsqueeze", [tokens], "widest", TestGraph.Attribute("axes", [1L, 2]));
        }
        else
        {
            graph.Graph.Initializer.Add(Integers("[1, 2]", [2], 1, 2));
            graph.Node("Unsqueeze", [tokens, "[1, 2]"], "widest");
        }
        if (mask == TinyMask.ThatLosesAnAxis)
        {
            graph.Node("Squeeze", ["widest", "[2]"], "narrower");
            graph.Node("Unsqueeze", ["narrower", "[2]"], "widest_again");
            return "widest_again";
        }
        if (mask == TinyMask.ThatScalesToo)
        {
            graph.Node("Cast", [tokens], "scale", TestGraph.Attribute("to", (long)DataType.Float));
            graph.Node("ReduceSum", ["scale", "[1]"], "count");
            graph.Node("Unsqueeze", ["count", "[2]"], "wide_count");
        }
        return "widest";
    }

    private static void AddAttention(TestGraph graph, bool isOld, bool isRotated, string keyMask)
    {
        graph.Node("Cast", [keyMask], "kept", TestGraph.Attribute("to", (long)DataType.Float));
        graph.Graph.Initializer.Add(Scalar("one", 1));
        graph.Graph.Initializer.Add(Scalar("lowest", float.MinValue));
        graph.Node("Sub", ["one", "kept"], "dropped");
        graph.Node("Mul", ["dropped", "lowest"], "bias");
        if (isOld)
            graph.Node("Unsqueeze", ["x"], "queries", TestGraph.Attribute("axes", [1L]));
        else
            graph.Node("Unsqueeze", ["x", "[1]"], "queries");
        string queries = isRotated ? AddRotation(graph) : "queries";
        graph.Node("Transpose", [queries], "keys", TestGraph.Attribute("perm", [0L, 1, 3, 2]));
        graph.Node("MatMul", [queries, "keys"], "products");
        graph.Node("Add", ["products", "bias"], "scores");
        graph.Node("Softmax", ["scores"], "weights", TestGraph.Attribute("axis", isOld ? 3L : -1L));
        graph.Node("MatMul", ["weights", "queries"], "mixed");
        if (isOld)
            graph.Node("Squeeze", ["mixed"], "attended", TestGraph.Attribute("axes", [1L]));
        else
            graph.Node("Squeeze", ["mixed", "[1]"], "attended");
        if (graph.Graph.Node.Any(node => node.Output.Contains("wide_count")))
            graph.Node("Div", ["attended", "wide_count"], "last_hidden_state");
        else
            graph.Node("Tanh", ["attended"], "last_hidden_state");
    }

    /// <summary>Rotary embeddings: pairs of values are turned by the position times a frequency, which is computed in half precision.</summary>
    private static string AddRotation(TestGraph graph)
    {
        const int pairs = Dimension / 2;
        Half[] frequencies = [.. Enumerable.Range(0, Dimension).Select(i => (Half)Math.Pow(10, -(i % pairs) / (double)pairs))];
        float[] swap = new float[Dimension * Dimension];
        for (int pair = 0; pair < pairs; pair++)
            (swap[((pair + pairs) * Dimension) + pair], swap[(pair * Dimension) + pair + pairs]) = (-1, 1);
        graph.Graph.Initializer.Add(new TensorProto { Name = "frequencies", DataType = (int)DataType.Float16, Dims = { Dimension }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(frequencies.AsSpan())) });
        graph.Graph.Initializer.Add(new TensorProto { Name = "swap", DataType = (int)DataType.Float, Dims = { Dimension, Dimension }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(swap.AsSpan())) });
        graph.Node("Cast", [AddPositions(graph, TinyPositions.AnglesInHalf)], "half_positions", TestGraph.Attribute("to", (long)DataType.Float16));
        graph.Node("Unsqueeze", ["half_positions", "[2]"], "column");
        graph.Node("Mul", ["column", "frequencies"], "angles");
        foreach (string function in new[] { "Cos", "Sin" })
        {
            graph.Node(function, ["angles"], $"half_{function}");
            graph.Node("Cast", [$"half_{function}"], function, TestGraph.Attribute("to", (long)DataType.Float));
        }
        graph.Node("MatMul", ["queries", "swap"], "swapped");
        graph.Node("Mul", ["queries", "Cos"], "straight");
        graph.Node("Mul", ["swapped", "Sin"], "across");
        graph.Node("Add", ["straight", "across"], "rotated");
        return "rotated";
    }

    private static TensorProto Integers(string name, long[] shape, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    private static TensorProto Scalar(string name, float value) => new() { Name = name, DataType = (int)DataType.Float, FloatData = { value } };

    private static ValueInfoProto Value(string name, DataType type, int? dimension = null)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" }, new TensorShapeProto.Types.Dimension { DimParam = "sequence" } } };
        if (dimension is { } size)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

/// <summary>How a graph gets its tokens' positions.</summary>
internal enum TinyPositions
{
    /// <summary>The beginning of a constant 0, 1, 2 …, as BERT.</summary>
    Buffer,

    /// <summary>A range as long as the row.</summary>
    Range,

    /// <summary>The tokens so far, as RoBERTa.</summary>
    Counted,

    /// <summary>As an input.</summary>
    Given,

    /// <summary>It has none.</summary>
    None,

    /// <summary>The beginning of a constant 2, 3, 4 …, which nobody takes for positions.</summary>
    BufferFromTwo,

    /// <summary>As angles in half precision that queries and keys are turned by: only differences matter, and later positions are rounded more.</summary>
    AnglesInHalf,
}

/// <summary>How a graph uses its mask.</summary>
internal enum TinyMask
{
    /// <summary>An axis after another is put in.</summary>
    InTwoSteps,

    /// <summary>Both at once.</summary>
    InOneStep,

    /// <summary>It is Float before.</summary>
    CastFirst,

    /// <summary>The inputs are Int32.</summary>
    OfInt32,

    /// <summary>Operator set 11, where axes are attributes.</summary>
    OfAnOldExport,

    /// <summary>Vectors are divided by the number of the row's tokens.</summary>
    ThatScalesToo,

    /// <summary>The axis of the queries, which has one value, is taken out and put in again.</summary>
    ThatLosesAnAxis,
}

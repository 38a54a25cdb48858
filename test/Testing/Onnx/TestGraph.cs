using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx;

/// <summary>A graph of a few nodes from "x", Float of [rows, columns], to "y", written by the reference implementation of the format.</summary>
internal sealed class TestGraph
{
    private readonly Random random;

    public TestGraph(int columns, DataType type = DataType.Float, int seed = 1)
    {
        random = new Random(seed);
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 14 });
        Graph.Input.Add(Value("x", type, columns));
        Graph.Output.Add(Value("y", type, null));
    }

    public ModelProto Model { get; } = new() { IrVersion = 8, ProducerName = "tests", Graph = new GraphProto { Name = "graph" } };

    public GraphProto Graph => Model.Graph;

    public byte[] File => Model.ToByteArray();

    /// <summary>Adds an initializer of random values from -1 to 1.</summary>
    public TensorProto Weights(string name, DataType type, params long[] shape)
    {
        var tensor = Tensor(name, type, shape);
        Graph.Initializer.Add(tensor);
        return tensor;
    }

    public TensorProto Tensor(string name, DataType type, params long[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(2 * random.NextDouble() - 1))];
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(shape);
        tensor.RawData = ByteString.CopyFrom(type switch
        {
            DataType.Float => MemoryMarshal.AsBytes(values.AsSpan()),
            DataType.Float16 => MemoryMarshal.AsBytes(values.Select(value => (Half)value).ToArray().AsSpan()),
            _ => MemoryMarshal.AsBytes(values.Select(value => (double)value).ToArray().AsSpan()),
        });
        return tensor;
    }

    public NodeProto Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{output}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return node;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Attribute(string name, TensorProto value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Tensor, T = value };

    public static AttributeProto Attribute(string name, GraphProto value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = value };

    public static AttributeProto Attribute(string name, long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static ValueInfoProto Value(string name, DataType type, int? columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "rows" });
        shape.Dim.Add(columns is { } size ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension { DimParam = "columns" });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    /// <summary>What ONNX Runtime gives for "y".</summary>
    public static float[] Run<T>(byte[] file, T[] x, int columns)
        where T : unmanaged
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(file, options);
        using var input = OrtValue.CreateTensorValueFromMemory(x, [x.Length / columns, columns]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["x"], [input], ["y"]);
        return outputs[0].GetTensorTypeAndShape().ElementDataType == OnnxRuntime.Tensors.TensorElementType.Float16
            ? [.. MemoryMarshal.Cast<byte, Half>(outputs[0].GetTensorDataAsSpan<byte>()).ToArray().Select(half => (float)half)]
            : outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

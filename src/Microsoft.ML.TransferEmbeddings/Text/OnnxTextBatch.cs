using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>One run of the graph: its inputs and the memory its output goes to, both pooled.</summary>
internal sealed class OnnxTextBatch : IDisposable
{
    private readonly OnnxTextInputs inputs;
    private readonly string[] outputNames;
    private readonly float[] buffer;
    private readonly OrtValue[] output;
    private readonly int sequence;
    private readonly int dimension;

    public OnnxTextBatch(OnnxTextGraph graph, int batch, int sequence, int dimension)
    {
        this.sequence = sequence;
        this.dimension = dimension;
        inputs = new OnnxTextInputs(graph, batch, sequence);
        long[] shape = graph.GivesTokenVectors ? [batch, sequence, dimension] : [batch, dimension];
        int size = checked((int)TensorSize(shape));
        buffer = ArrayPool<float>.Shared.Rent(size);
        outputNames = graph.OutputNames;
        output = [OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, size), shape)];
    }

    public void SetRow(int row, ReadOnlySpan<int> ids, int paddingId) => inputs.SetRow(row, ids, paddingId);

    public void Run(InferenceSession session) => session.Run(OnnxSessionPool.DefaultRun, inputs.Names, inputs.Values, outputNames, output);

    /// <summary>Of a graph that gives token vectors.</summary>
    public ReadOnlySpan<float> TokenVector(int row, int token) => buffer.AsSpan((row * sequence + token) * dimension, dimension);

    /// <summary>Of a graph that gives text vectors.</summary>
    public ReadOnlySpan<float> TextVector(int row) => buffer.AsSpan(row * dimension, dimension);

    public void Dispose()
    {
        inputs.Dispose();
        output[0].Dispose();
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static long TensorSize(ReadOnlySpan<long> shape)
    {
        long size = 1;
        foreach (long axis in shape)
            size *= axis;
        return size;
    }
}

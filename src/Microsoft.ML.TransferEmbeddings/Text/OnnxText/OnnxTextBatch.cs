using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>One run of the graph: its inputs and the memory its output goes to, all pooled.</summary>
internal sealed class OnnxTextBatch : IDisposable
{
    private readonly string[] outputNames;
    private readonly float[] buffer;
    private readonly Float16[]? halves;
    private readonly OrtValue[] output;
    private readonly int size;
    private readonly int sequence;
    private readonly int dimension;

    public OnnxTextBatch(OnnxTextGraph graph, int batch, int sequence, int dimension)
    {
        this.sequence = sequence;
        this.dimension = dimension;
        Inputs = new OnnxTextInputs(graph, batch, sequence);
        outputNames = graph.OutputNames;
        long[] shape = graph.GivesTokenVectors ? [batch, sequence, dimension] : [batch, dimension];
        size = checked((graph.GivesTokenVectors ? batch * sequence : batch) * dimension);
        buffer = ArrayPool<float>.Shared.Rent(size);
        if (graph.GivesHalves)
            halves = ArrayPool<Float16>.Shared.Rent(size);
        output =
        [
            halves is null
                ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, size), shape)
                : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, halves.AsMemory(0, size), shape),
        ];
    }

    public OnnxTextInputs Inputs { get; }

    public void Run(InferenceSession session, RunOptions options)
    {
        session.Run(options, Inputs.Names, Inputs.Values, outputNames, output);
        if (halves is not null)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(halves.AsSpan(0, size)), buffer);
    }

    /// <summary>The vectors of some of a row's tokens, one after another, of a graph that gives token vectors.</summary>
    public ReadOnlySpan<float> TokenVectors(int row, int start, int tokens) => buffer.AsSpan(((row * sequence) + start) * dimension, tokens * dimension);

    /// <summary>Of a graph that gives text vectors.</summary>
    public ReadOnlySpan<float> TextVector(int row) => buffer.AsSpan(row * dimension, dimension);

    public void Dispose()
    {
        Inputs.Dispose();
        output[0].Dispose();
        ArrayPool<float>.Shared.Return(buffer);
        if (halves is not null)
            ArrayPool<Float16>.Shared.Return(halves);
    }
}

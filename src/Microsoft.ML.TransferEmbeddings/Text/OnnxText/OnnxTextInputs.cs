using System.Buffers;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>The input tensors of one run, in pooled memory: one a name of the graph, of batch × sequence values.</summary>
internal sealed class OnnxTextInputs : IDisposable
{
    private readonly int sequence;
    private readonly IInput[] inputs;
    private readonly OrtValue[] values;

    public OnnxTextInputs(OnnxTextGraph graph, int batch, int sequence)
    {
        this.sequence = sequence;
        Names = graph.InputNames;
        inputs = new IInput[Names.Count];
        values = new OrtValue[Names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            inputs[i] = graph.InputIsInt32[i] ? new Input<int>(batch * sequence) : new Input<long>(batch * sequence);
            values[i] = inputs[i].CreateTensor(batch, sequence);
        }
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<OrtValue> Values => values;

    /// <summary>Puts a sequence into a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">Where the sequence begins.</param>
    /// <param name="segment">Its number in the row, from 1.</param>
    /// <param name="ids">Its tokens.</param>
    public void SetTokens(int row, int start, int segment, ReadOnlySpan<int> ids)
    {
        for (int i = 0; i < inputs.Length; i++)
            inputs[i].SetTokens(Names[i], (row * sequence) + start, segment, ids);
    }

    /// <summary>Fills a row up from where its sequences end.</summary>
    public void Pad(int row, int start, int paddingId)
    {
        for (int i = 0; i < inputs.Length; i++)
            inputs[i].Pad(Names[i], (row * sequence) + start, sequence - start, paddingId);
    }

    public void Dispose()
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i].Dispose();
            inputs[i].Dispose();
        }
    }

    private interface IInput : IDisposable
    {
        OrtValue CreateTensor(int batch, int sequence);

        void SetTokens(string name, int start, int segment, ReadOnlySpan<int> ids);

        void Pad(string name, int start, int count, int paddingId);
    }

    private sealed class Input<T>(int size) : IInput
        where T : unmanaged, INumber<T>
    {
        private readonly T[] buffer = ArrayPool<T>.Shared.Rent(size);

        public OrtValue CreateTensor(int batch, int sequence) =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, batch * sequence), [batch, sequence]);

        public void SetTokens(string name, int start, int segment, ReadOnlySpan<int> ids)
        {
            for (int token = 0; token < ids.Length; token++)
                buffer[start + token] = T.CreateTruncating(OnnxTextGraph.Value(name, ids[token], token, segment));
        }

        public void Pad(string name, int start, int count, int paddingId) =>
            buffer.AsSpan(start, count).Fill(T.CreateTruncating(OnnxTextGraph.Value(name, paddingId, position: 0, segment: 0)));

        public void Dispose() => ArrayPool<T>.Shared.Return(buffer);
    }
}

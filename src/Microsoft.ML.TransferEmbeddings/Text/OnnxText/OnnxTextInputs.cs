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

    public void SetRow(int row, ReadOnlySpan<int> ids, int paddingId)
    {
        for (int i = 0; i < inputs.Length; i++)
            inputs[i].SetRow(Names[i], row * sequence, ids, sequence, paddingId);
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

        void SetRow(string name, int start, ReadOnlySpan<int> ids, int sequence, int paddingId);
    }

    private sealed class Input<T>(int size) : IInput
        where T : unmanaged, INumber<T>
    {
        private readonly T[] buffer = ArrayPool<T>.Shared.Rent(size);

        public OrtValue CreateTensor(int batch, int sequence) =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, batch * sequence), [batch, sequence]);

        public void SetRow(string name, int start, ReadOnlySpan<int> ids, int sequence, int paddingId)
        {
            var target = buffer.AsSpan(start, sequence);
            for (int token = 0; token < ids.Length; token++)
                target[token] = T.CreateTruncating(OnnxTextGraph.Value(name, ids[token], token, isPadding: false));
            target[ids.Length..].Fill(T.CreateTruncating(OnnxTextGraph.Value(name, paddingId, position: 0, isPadding: true)));
        }

        public void Dispose() => ArrayPool<T>.Shared.Return(buffer);
    }
}

using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>The input tensors of one run, in pooled memory: one a name of the graph, of batch × sequence values.</summary>
internal sealed class OnnxTextInputs : IDisposable
{
    private readonly int sequence;
    private readonly long[][] buffers;
    private readonly OrtValue[] values;

    public OnnxTextInputs(OnnxTextGraph graph, int batch, int sequence)
    {
        this.sequence = sequence;
        Names = graph.InputNames;
        buffers = new long[Names.Count][];
        values = new OrtValue[Names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            buffers[i] = ArrayPool<long>.Shared.Rent(batch * sequence);
            values[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffers[i].AsMemory(0, batch * sequence), [batch, sequence]);
        }
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<OrtValue> Values => values;

    public void SetRow(int row, ReadOnlySpan<int> ids, int paddingId)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            var target = buffers[i].AsSpan(row * sequence, sequence);
            for (int token = 0; token < ids.Length; token++)
                target[token] = OnnxTextGraph.Value(Names[i], ids[token], isPadding: false);
            target[ids.Length..].Fill(OnnxTextGraph.Value(Names[i], paddingId, isPadding: true));
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i].Dispose();
            ArrayPool<long>.Shared.Return(buffers[i]);
        }
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>Inputs and output of one run after the other, in the same memory.</summary>
internal sealed class SessionBuffers(int tokens, int dimension)
{
    private static readonly RunOptions Options = new();

    private readonly long[] ids = new long[tokens];
    private readonly long[] mask = new long[tokens];
    private readonly long[] types = new long[tokens];
    private readonly float[] output = new float[tokens * dimension];

    public void Fill(TokenizedCorpus corpus, ArraySegment<int> rows, int sequence)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            var source = corpus[rows[i]];
            var rowIds = ids.AsSpan(i * sequence, sequence);
            var rowMask = mask.AsSpan(i * sequence, sequence);
            for (int token = 0; token < source.Length; token++)
                rowIds[token] = source[token];
            rowIds[source.Length..].Fill(corpus.PaddingTokenId);
            rowMask[..source.Length].Fill(1);
            rowMask[source.Length..].Clear();
        }
    }

    public void Run(InferenceSession session, int batch, int sequence)
    {
        using var idValue = Value(ids);
        using var maskValue = Value(mask);
        using var typeValue = Value(types);
        using var outputValue = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, output.AsMemory(0, batch * sequence * dimension), [batch, sequence, dimension]);
        session.Run(Options, BertGraph.Inputs, [idValue, maskValue, typeValue], [BertGraph.Output], [outputValue]);

        OrtValue Value(long[] values) =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, batch * sequence), [batch, sequence]);
    }

    public ReadOnlySpan<float> TokenVectors(int row, int sequence) => output.AsSpan(row * sequence * dimension, sequence * dimension);
}

using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>The token ids of a window of texts, tokenized on several threads. Disposing gives the buffers back.</summary>
internal sealed class TokenizedWindow : IDisposable
{
    private const int RowsAtOnce = 64;

    private readonly (int[] Buffer, int Start, int Length)[] rows;
    private readonly int[][] buffers;

    private TokenizedWindow(int count)
    {
        rows = new (int[], int, int)[count];
        buffers = new int[(count + RowsAtOnce - 1) / RowsAtOnce][];
    }

    public int Count => rows.Length;

    public ReadOnlySpan<int> this[int row] => rows[row].Buffer.AsSpan(rows[row].Start, rows[row].Length);

    public static TokenizedWindow Tokenize(
        ITextTokenizer tokenizer, ReadOnlyMemory<ReadOnlyMemory<char>> texts, int maxTokens, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        var window = new TokenizedWindow(texts.Length);
        ParallelWork.Run(window.buffers.Length, execution.DegreeOfParallelism, cancellation, chunk => window.TokenizeChunk(tokenizer, texts.Span, maxTokens, chunk));
        return window;
    }

    private void TokenizeChunk(ITextTokenizer tokenizer, ReadOnlySpan<ReadOnlyMemory<char>> texts, int maxTokens, int chunk)
    {
        int first = chunk * RowsAtOnce, end = Math.Min(texts.Length, first + RowsAtOnce);
        var writer = TextScratch.Ids;
        for (int row = first; row < end; row++)
        {
            int start = writer.WrittenCount;
            tokenizer.Encode(texts[row].Span, writer, maxTokens);
            rows[row] = ([], start, writer.WrittenCount - start);
        }

        int[] buffer = ArrayPool<int>.Shared.Rent(Math.Max(1, writer.WrittenCount));
        writer.WrittenSpan.CopyTo(buffer);
        buffers[chunk] = buffer;
        for (int row = first; row < end; row++)
            rows[row].Buffer = buffer;
    }

    public void Dispose()
    {
        foreach (int[]? buffer in buffers)
        {
            if (buffer is not null)
                ArrayPool<int>.Shared.Return(buffer);
        }
    }
}

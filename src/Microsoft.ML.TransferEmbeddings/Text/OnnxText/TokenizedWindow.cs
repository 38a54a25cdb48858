using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>The sequences of token ids of a window of texts, tokenized on several threads. Disposing gives the buffers back.</summary>
internal sealed class TokenizedWindow : IDisposable
{
    private const int RowsAtOnce = 64;

    private readonly (int FirstSequence, int Count)[] rows;
    private readonly Block[] blocks;
    private Sequence[] sequences = [];
    private int truncated;

    private TokenizedWindow(int count)
    {
        rows = new (int, int)[count];
        blocks = new Block[(count + RowsAtOnce - 1) / RowsAtOnce];
    }

    /// <summary>Sequences; a long text may have several, every other text has one.</summary>
    public int Count => sequences.Length;

    /// <summary>Of the sequences, in tokens.</summary>
    public int[] Lengths => [.. sequences.Select(sequence => sequence.Layout.Length)];

    /// <summary>Texts that lost tokens.</summary>
    public int Truncated => truncated;

    public int RowCount => rows.Length;

    public ReadOnlySpan<int> this[int sequence] => sequences[sequence].Ids;

    public SequenceLayout LayoutOf(int sequence) => sequences[sequence].Layout;

    /// <summary>The text that the sequence is of, or a part of.</summary>
    public int RowOf(int sequence) => sequences[sequence].Row;

    /// <summary>Where the text's sequences are.</summary>
    public (int First, int Count) SequencesOf(int row) => rows[row];

    public static TokenizedWindow Tokenize(
        TextSequences tokenizer, ReadOnlyMemory<ReadOnlyMemory<char>> texts, EmbeddingExecutionOptions execution, CancellationToken cancellation) =>
        Create(texts.Length, (row, ids, layouts) => tokenizer.Encode(texts.Span[row].Span, ids, layouts), execution, cancellation);

    /// <summary>A window of texts whose ids are known.</summary>
    public static TokenizedWindow Frame(
        TextSequences tokenizer, ReadOnlyMemory<int[]> bodies, EmbeddingExecutionOptions execution, CancellationToken cancellation) =>
        Create(
            bodies.Length,
            (row, ids, layouts) =>
            {
                tokenizer.Frame(bodies.Span[row], ids, layouts);
                return false;
            },
            execution,
            cancellation);

    /// <param name="count">Texts.</param>
    /// <param name="encode">Appends the ids and the layouts of a text's sequences; tells whether the text lost tokens.</param>
    /// <param name="execution">Threads.</param>
    /// <param name="cancellation">Checked between texts.</param>
    private static TokenizedWindow Create(
        int count, Func<int, ArrayBufferWriter<int>, List<SequenceLayout>, bool> encode, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        var window = new TokenizedWindow(count);
        ParallelWork.Run(window.blocks.Length, execution.MaxDegreeOfParallelism, cancellation, block => window.FillBlock(encode, block, cancellation));
        window.Collect();
        return window;
    }

    private void FillBlock(Func<int, ArrayBufferWriter<int>, List<SequenceLayout>, bool> encode, int block, CancellationToken cancellation)
    {
        int first = block * RowsAtOnce, end = Math.Min(rows.Length, first + RowsAtOnce);
        var writer = TextScratch.Ids;
        var layouts = new List<SequenceLayout>(end - first);
        int lost = 0;
        for (int row = first; row < end; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            int before = layouts.Count;
            if (encode(row, writer, layouts))
                lost++;
            rows[row] = (before, layouts.Count - before);
        }
        Interlocked.Add(ref truncated, lost);

        int[] buffer = ArrayPool<int>.Shared.Rent(Math.Max(1, writer.WrittenCount));
        writer.WrittenSpan.CopyTo(buffer);
        blocks[block] = new Block(buffer, layouts);
        TextScratch.Release();
    }

    private void Collect()
    {
        sequences = new Sequence[blocks.Sum(block => block.Layouts.Count)];
        int next = 0;
        for (int row = 0, start = 0; row < rows.Length; row++)
        {
            var block = blocks[row / RowsAtOnce];
            if (row % RowsAtOnce == 0)
                start = 0;
            var (first, count) = rows[row];
            rows[row].FirstSequence = next;
            for (int i = first; i < first + count; i++)
            {
                sequences[next++] = new Sequence(block.Buffer, start, block.Layouts[i], row);
                start += block.Layouts[i].Length;
            }
        }
    }

    public void Dispose()
    {
        foreach (var block in blocks)
        {
            if (block.Buffer is not null)
                ArrayPool<int>.Shared.Return(block.Buffer);
        }
    }

    private readonly record struct Block(int[] Buffer, List<SequenceLayout> Layouts);

    private readonly record struct Sequence(int[] Buffer, int Start, SequenceLayout Layout, int Row)
    {
        public ReadOnlySpan<int> Ids => Buffer.AsSpan(Start, Layout.Length);
    }
}

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>ONNX Runtime by hand: batches of token ids through one session, several runs at once, each with buffers of its own that are used again.</summary>
internal sealed class SessionWay : Way
{
    private readonly InferenceSession session;
    private readonly TokenizedCorpus corpus;
    private readonly IReadOnlyList<ArraySegment<int>> batches;
    private readonly int? paddedTo;
    private readonly VectorTable vectors;
    private readonly SessionBuffers[] buffers;

    /// <param name="name">For the report.</param>
    /// <param name="session">Disposed with the way.</param>
    /// <param name="corpus">The token ids.</param>
    /// <param name="batches">Rows of the corpus that run together.</param>
    /// <param name="runsAtOnce">Threads that run batches.</param>
    /// <param name="paddedTo">The length of every batch; null: that of the batch's longest text.</param>
    /// <param name="vectors">Where the vectors go.</param>
    public SessionWay(
        string name, InferenceSession session, TokenizedCorpus corpus, IReadOnlyList<ArraySegment<int>> batches, int runsAtOnce, int? paddedTo, VectorTable vectors)
        : base(name, batches.Sum(rows => rows.Count))
    {
        this.session = session;
        this.corpus = corpus;
        this.batches = batches;
        this.paddedTo = paddedTo;
        this.vectors = vectors;
        int largest = batches.Max(rows => rows.Count * Sequence(rows));
        buffers = [.. Enumerable.Range(0, runsAtOnce).Select(_ => new SessionBuffers(largest, vectors.Dimension))];
    }

    public override void Run()
    {
        int taken = -1;
        var threads = buffers.Select(own => new Thread(() =>
        {
            for (int next; (next = Interlocked.Increment(ref taken)) < batches.Count;)
                Run(batches[next], own);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    public override void Dispose() => session.Dispose();

    private void Run(ArraySegment<int> rows, SessionBuffers own)
    {
        int sequence = Sequence(rows);
        own.Fill(corpus, rows, sequence);
        own.Run(session, rows.Count, sequence);
        for (int i = 0; i < rows.Count; i++)
            TokenPooling.MeanNormalized(own.TokenVectors(i, sequence), corpus[rows[i]].Length, vectors[rows[i]]);
    }

    private int Sequence(ArraySegment<int> rows)
    {
        int longest = 0;
        foreach (int row in rows)
            longest = Math.Max(longest, corpus[row].Length);
        return paddedTo ?? longest;
    }
}

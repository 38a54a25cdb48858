using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.AI.Batching;

/// <summary>
/// An encoder that many callers share: what several ask for at the same time becomes a batch. There are as many batches at a time as processors may work, each on one of
/// them, and each takes its share of the callers. It waits for so many, at most for the window: a crowd that comes back goes together, and a caller who is alone waits for
/// nobody. Thread-safe.
/// </summary>
internal sealed class SharedEncoder<TInput> : IDisposable
{
    private readonly EmbeddingEncoder<TInput> encoder;
    private readonly EmbeddingExecutionOptions execution;
    private readonly EmbeddingExecutionOptions onOneProcessor;
    private readonly TimeSpan window;
    private readonly bool encodesOneByOne;
    private readonly Lock gate = new();
    private readonly List<EncodingRequest<TInput>> waiting = [];
    private readonly Timer timer;
    private int waitingSize;
    private int runs;
    private int running;
    private int expectedCallers;
    private long lastRunEnd;
    private long timedSince;
    private bool disposed;

    public SharedEncoder(EmbeddingEncoder<TInput> encoder, EmbeddingExecutionOptions execution, TimeSpan window)
    {
        this.encoder = encoder;
        this.execution = execution;
        onOneProcessor = new EmbeddingExecutionOptions { MaxBatchTokens = execution.MaxBatchTokens, MaxDegreeOfParallelism = 1 };
        this.window = window;
        encodesOneByOne = encoder is RowEncoder<TInput>;
        timer = new Timer(_ => EndWindow(), null, Timeout.Infinite, Timeout.Infinite);
    }

    public int Dimension => encoder.Dimension;

    /// <summary>Encodes a caller's inputs, perhaps with those of others.</summary>
    /// <param name="inputs">The inputs; possibly none.</param>
    /// <param name="size">In tokens, roughly.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The vectors, one after another.</returns>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public async Task<float[]> EncodeAsync(TInput[] inputs, int size, CancellationToken cancellationToken)
    {
        if (inputs.Length == 0)
            return [];
        if (size >= execution.MaxBatchTokens)
            return await Task.Run(() => Encode(inputs, execution, cancellationToken), cancellationToken).ConfigureAwait(false);
        // Microseconds, and nothing is gained by a batch: another thread would cost more than the work.
        if (encodesOneByOne)
            return Encode(inputs, execution, cancellationToken);

        var request = new EncodingRequest<TInput>(inputs, size, Stopwatch.GetTimestamp());
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            waiting.Add(request);
            waitingSize += size;
        }
        BeginRuns();
        using var registration = cancellationToken.UnsafeRegister(_ => Leave(request, cancellationToken), null);
        return await request.Vectors.ConfigureAwait(false);
    }

    public void Dispose()
    {
        EncodingRequest<TInput>[] late;
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            late = [.. waiting];
            waiting.Clear();
        }
        timer.Dispose();
        foreach (var request in late)
            request.Fail(new ObjectDisposedException(nameof(SharedEncoder<>)));
        encoder.Dispose();
    }

    private float[] Encode(TInput[] inputs, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var vectors = new float[inputs.Length * encoder.Dimension];
        if (inputs.Length == 1)
            encoder.Encode(inputs[0], vectors);
        else
            encoder.Encode(inputs, vectors, execution, cancellationToken);
        return vectors;
    }

    private void EndWindow()
    {
        lock (gate)
            timedSince = 0;
        BeginRuns();
    }

    private void BeginRuns()
    {
        lock (gate)
        {
            while (!disposed && waiting.Count > 0 && runs < execution.MaxDegreeOfParallelism)
            {
                bool isFull = waitingSize >= execution.MaxBatchTokens;
                // The time that the last run took does not count: those whom it served need a moment to come again.
                long since = Math.Max(waiting[0].Since, lastRunEnd);
                var waited = Stopwatch.GetElapsedTime(since);
                int wanted = Math.Min(ShareOf(expectedCallers), expectedCallers - running);
                if (waiting.Count < wanted && !isFull && waited < window)
                {
                    // Setting it again for each caller would wake the thread of the timers each time.
                    if (timedSince != since)
                        timer.Change(window - waited, Timeout.InfiniteTimeSpan);
                    timedSince = since;
                    return;
                }
                var batch = TakeBatch();
                bool isAlone = running + waiting.Count == 0 && expectedCallers <= batch.Requests.Length;
                runs++;
                running += batch.Requests.Length;
                Task.Run(() => Run(batch, isAlone ? execution : onOneProcessor));
            }
        }
    }

    /// <summary>The callers of a batch, of all.</summary>
    private int ShareOf(int callers) => (callers + execution.MaxDegreeOfParallelism - 1) / execution.MaxDegreeOfParallelism;

    private EncodingBatch<TInput> TakeBatch()
    {
        int count = 0, size = 0, share = ShareOf(Math.Max(expectedCallers, running + waiting.Count));
        while (count < share && count < waiting.Count && size < execution.MaxBatchTokens)
            size += waiting[count++].Size;
        var batch = new EncodingBatch<TInput>([.. waiting.Take(count)]);
        waiting.RemoveRange(0, count);
        waitingSize -= size;
        return batch;
    }

    private void Run(EncodingBatch<TInput> batch, EmbeddingExecutionOptions execution)
    {
        using (batch)
        {
            var answer = batch.Run((inputs, cancellationToken) => Encode(inputs, execution, cancellationToken));
            lock (gate)
            {
                // Those whom it served may come again, beside those who came meanwhile.
                expectedCallers = running + waiting.Count;
                runs--;
                running -= batch.Requests.Length;
                lastRunEnd = Stopwatch.GetTimestamp();
            }
            answer();
        }
        BeginRuns();
    }

    private void Leave(EncodingRequest<TInput> request, CancellationToken token)
    {
        request.Cancel(token);
        lock (gate)
        {
            if (waiting.Remove(request))
                waitingSize -= request.Size;
        }
        request.Batch?.Leave();
    }
}

namespace Microsoft.ML.TransferEmbeddings.AI.Batching;

/// <summary>Requests that are encoded together. It is canceled when its last caller has left.</summary>
internal sealed class EncodingBatch<TInput> : IDisposable
{
    private readonly CancellationTokenSource abandoned = new();
    private int callers;

    public EncodingBatch(EncodingRequest<TInput>[] requests)
    {
        Requests = requests;
        callers = requests.Length;
        foreach (var request in requests)
            request.Batch = this;
    }

    public EncodingRequest<TInput>[] Requests { get; }

    public void Leave()
    {
        if (Interlocked.Decrement(ref callers) > 0)
            return;
        try
        {
            abandoned.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    /// <summary>Encodes all requests as one, or each alone where one of them makes the encoder fail: the others are not to blame.</summary>
    public void Run(Func<TInput[], CancellationToken, float[]> encode)
    {
        float[] vectors;
        try
        {
            vectors = encode([.. Requests.SelectMany(request => request.Inputs)], abandoned.Token);
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (Requests.Length == 1)
        {
            Requests[0].Fail(e);
            return;
        }
        catch
        {
            foreach (var request in Requests.Where(request => !request.Vectors.IsCompleted))
                RunAlone(request, encode);
            return;
        }
        int dimension = vectors.Length / Requests.Sum(request => request.Inputs.Length), start = 0;
        foreach (var request in Requests)
        {
            int length = request.Inputs.Length * dimension;
            request.Answer(vectors.AsSpan(start, length).ToArray());
            start += length;
        }
    }

    public void Dispose() => abandoned.Dispose();

    private void RunAlone(EncodingRequest<TInput> request, Func<TInput[], CancellationToken, float[]> encode)
    {
        try
        {
            request.Answer(encode(request.Inputs, abandoned.Token));
        }
        catch (Exception e)
        {
            request.Fail(e);
        }
    }
}

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
    /// <returns>Answers the callers.</returns>
    public Action Run(Func<TInput[], CancellationToken, float[]> encode)
    {
        try
        {
            float[] vectors = encode([.. Requests.SelectMany(request => request.Inputs)], abandoned.Token);
            return () => Answer(vectors);
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            return () => { };
        }
        catch (Exception e) when (Requests.Length == 1)
        {
            return () => Requests[0].Fail(e);
        }
        catch
        {
            Action[] answers = [.. Requests.Where(request => !request.Vectors.IsCompleted).Select(request => RunAlone(request, encode))];
            return () => Array.ForEach(answers, answer => answer());
        }
    }

    public void Dispose() => abandoned.Dispose();

    private void Answer(float[] vectors)
    {
        int dimension = vectors.Length / Requests.Sum(request => request.Inputs.Length), start = 0;
        foreach (var request in Requests)
        {
            int length = request.Inputs.Length * dimension;
            request.Answer(vectors.AsSpan(start, length).ToArray());
            start += length;
        }
    }

    private Action RunAlone(EncodingRequest<TInput> request, Func<TInput[], CancellationToken, float[]> encode)
    {
        try
        {
            float[] vectors = encode(request.Inputs, abandoned.Token);
            return () => request.Answer(vectors);
        }
        catch (Exception e)
        {
            return () => request.Fail(e);
        }
    }
}

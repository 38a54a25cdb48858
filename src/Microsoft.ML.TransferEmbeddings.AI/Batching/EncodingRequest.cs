namespace Microsoft.ML.TransferEmbeddings.AI.Batching;

/// <summary>Inputs of one caller that wait for a batch or are in one.</summary>
/// <param name="inputs">At least one.</param>
/// <param name="size">In tokens, roughly.</param>
/// <param name="since">When it came, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
internal sealed class EncodingRequest<TInput>(TInput[] inputs, int size, long since)
{
    // The caller goes on elsewhere: the batch has others to answer.
    private readonly TaskCompletionSource<float[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TInput[] Inputs { get; } = inputs;

    public int Size { get; } = size;

    public long Since { get; } = since;

    /// <summary>The vectors, one after another.</summary>
    public Task<float[]> Vectors => answer.Task;

    /// <summary>Null while it waits.</summary>
    public EncodingBatch<TInput>? Batch { get; set; }

    public void Answer(float[] vectors) => answer.TrySetResult(vectors);

    public void Fail(Exception error) => answer.TrySetException(error);

    public void Cancel(CancellationToken token) => answer.TrySetCanceled(token);
}

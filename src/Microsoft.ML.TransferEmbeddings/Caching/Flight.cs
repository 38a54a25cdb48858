namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Inputs that one call is encoding: other calls that want the same ones wait for it.</summary>
internal sealed class Flight
{
    private readonly TaskCompletionSource landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The row of the call that encodes a key.</summary>
    public Dictionary<CacheKey, int> Rows { get; } = [];

    public void Land() => landed.SetResult();

    /// <summary>Returns when the call has ended, well or not.</summary>
    public void Wait(CancellationToken cancellationToken) => landed.Task.Wait(cancellationToken);
}

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>Which pairs are in the batch of a step; each comes up once in an epoch. The batch of a step depends on nothing but the seed.</summary>
/// <param name="count">Pairs.</param>
/// <param name="batchSize">Pairs in a batch.</param>
/// <param name="seed">Of the order.</param>
internal sealed class PairBatches(int count, int batchSize, int seed)
{
    private readonly int batchesInEpoch = (count + batchSize - 1) / batchSize;
    private int epoch = -1;
    private int[] order = [];

    /// <param name="step">From 0.</param>
    /// <returns>Numbers of pairs.</returns>
    public IReadOnlyList<int> Of(int step)
    {
        if (step / batchesInEpoch != epoch)
        {
            epoch = step / batchesInEpoch;
            order = [.. Enumerable.Range(0, count)];
            new Random(unchecked((seed * 16_777_619) + epoch)).Shuffle(order);
        }
        int batch = step % batchesInEpoch;
        return order[(int)((long)count * batch / batchesInEpoch)..(int)((long)count * (batch + 1) / batchesInEpoch)];
    }
}

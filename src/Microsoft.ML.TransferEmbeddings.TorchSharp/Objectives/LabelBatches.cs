namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>
/// Which labeled texts are in the batch of a step: pairs of one label, several labels side by side. In an epoch every text comes up once; one without a partner brings a
/// partner along. The batch of a step depends on nothing but the seed.
/// </summary>
internal sealed class LabelBatches
{
    private readonly int[][] classes;
    private readonly int seed;
    private readonly int pairsInBatch;
    private readonly int batchesInEpoch;
    private int epoch = -1;
    private int[][] pairs = [];

    /// <param name="labels">A number for each text.</param>
    /// <param name="batchSize">Texts in a batch.</param>
    /// <param name="seed">Of the order.</param>
    public LabelBatches(IReadOnlyList<int> labels, int batchSize, int seed)
    {
        classes = [.. labels.Index().GroupBy(row => row.Item, row => row.Index).OrderBy(group => group.Key).Select(group => group.ToArray())];
        this.seed = seed;
        pairsInBatch = Math.Max(1, batchSize / 2);
        int count = classes.Sum(rows => (rows.Length + 1) / 2);
        batchesInEpoch = (count + pairsInBatch - 1) / pairsInBatch;
    }

    /// <param name="step">From 0.</param>
    /// <returns>Numbers of texts.</returns>
    public IReadOnlyList<int> Of(int step)
    {
        if (step / batchesInEpoch != epoch)
            Shuffle(epoch = step / batchesInEpoch);
        int batch = step % batchesInEpoch;
        // Batches differ by one pair at most.
        int first = (int)((long)pairs.Length * batch / batchesInEpoch), end = (int)((long)pairs.Length * (batch + 1) / batchesInEpoch);
        return [.. pairs[first..end].SelectMany(pair => pair)];
    }

    private void Shuffle(int number)
    {
        var random = new Random(unchecked((seed * 16_777_619) + number));
        var found = new List<int[]>();
        foreach (int[] rows in classes)
        {
            int[] order = [.. rows];
            random.Shuffle(order);
            found.AddRange(order.Chunk(2).Select(pair => pair.Length == 2 || order.Length == 1 ? pair : [pair[0], order[random.Next(order.Length - 1)]]));
        }
        pairs = [.. found];
        random.Shuffle(pairs);
    }
}

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>The rows with the highest scores so far; of equal scores the earlier row is the better one.</summary>
/// <param name="count">How many are kept.</param>
/// <param name="excluded">Rows that do not count.</param>
internal sealed class BestRows(int count, int[] excluded)
{
    /// <summary>The worst first.</summary>
    private readonly PriorityQueue<int, (float Score, int Row)> best = new(Comparer<(float Score, int Row)>.Create(
        (a, b) => a.Score.CompareTo(b.Score) is not 0 and var order ? order : b.Row.CompareTo(a.Row)));

    /// <summary>A score that is no higher changes nothing.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Add(int row, float score)
    {
        if (!(score > Threshold) || Array.IndexOf(excluded, row) >= 0)
            return;
        if (best.Count < count)
            best.Enqueue(row, (score, row));
        else
            best.EnqueueDequeue(row, (score, row));
        if (best.Count == count && best.TryPeek(out _, out var worst))
            Threshold = worst.Score;
    }

    /// <summary>The best first. Afterwards this is empty.</summary>
    public (int Row, float Score)[] TakeAll()
    {
        var rows = new (int, float)[best.Count];
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            best.TryDequeue(out int row, out var priority);
            rows[i] = (row, priority.Score);
        }
        return rows;
    }
}

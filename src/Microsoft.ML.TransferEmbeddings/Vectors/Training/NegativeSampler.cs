using Microsoft.ML.TransferEmbeddings.Randomness;

namespace Microsoft.ML.TransferEmbeddings.Vectors.Training;

/// <summary>
/// Draws words with given weights in constant time, by Walker's alias method (Vose 1991, https://doi.org/10.1109/32.92917): every column holds at most two words.
/// Immutable and thread-safe.
/// </summary>
internal sealed class NegativeSampler
{
    private const double Whole = uint.MaxValue + 1.0;

    private readonly uint[] thresholds;
    private readonly int[] aliases;

    /// <param name="weights">Of the words; at least one is positive, none is negative.</param>
    public NegativeSampler(IReadOnlyList<double> weights)
    {
        int count = weights.Count;
        double mean = weights.Average();
        double[] heights = [.. weights.Select(weight => weight / mean)];
        thresholds = new uint[count];
        aliases = [.. Enumerable.Range(0, count)];
        Array.Fill(thresholds, uint.MaxValue);
        var low = new Stack<int>();
        var high = new Stack<int>();
        for (int word = 0; word < count; word++)
            (heights[word] < 1 ? low : high).Push(word);
        while (low.Count > 0 && high.Count > 0)
        {
            int filled = low.Pop(), filler = high.Pop();
            thresholds[filled] = (uint)(heights[filled] * Whole);
            aliases[filled] = filler;
            heights[filler] -= 1 - heights[filled];
            (heights[filler] < 1 ? low : high).Push(filler);
        }
    }

    public int Draw(ref SplitMixRandom random)
    {
        ulong number = random.Next();
        int column = (int)(((number >> 32) * (uint)thresholds.Length) >> 32);
        return (uint)number < thresholds[column] ? column : aliases[column];
    }
}

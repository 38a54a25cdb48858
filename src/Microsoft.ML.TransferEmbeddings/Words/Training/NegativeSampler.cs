using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// Draws words with given weights in constant time, by Walker's alias method (Vose 1991, https://doi.org/10.1109/32.92917): every column holds at most two words.
/// Immutable and thread-safe.
/// </summary>
internal sealed class NegativeSampler
{
    private const double Whole = uint.MaxValue + 1.0;

    private const int FewestWords = 256;

    private readonly int[] words;
    private readonly uint[] thresholds;
    private readonly int[] aliases;

    /// <param name="weights">Of the words; at least one is positive, none is negative.</param>
    public NegativeSampler(IReadOnlyList<double> weights)
        : this([.. Enumerable.Range(0, weights.Count)], weights)
    {
    }

    private NegativeSampler(int[] words, IReadOnlyList<double> weights)
    {
        this.words = words;
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
        return words[(uint)number < thresholds[column] ? column : aliases[column]];
    }

    /// <summary>Samplers of parts of the words, which have no word in common and about the same weight; of all words, each of them, where parts would be too small.</summary>
    /// <param name="weights">Of all words, the largest first.</param>
    /// <param name="parts">How many.</param>
    public static IReadOnlyList<NegativeSampler> Divide(IReadOnlyList<double> weights, int parts)
    {
        if (parts == 1 || weights.Count < FewestWords * parts)
            return [.. Enumerable.Repeat(new NegativeSampler(weights), parts)];
        var words = Enumerable.Range(0, parts).Select(_ => new List<int>()).ToArray();
        var lightest = new PriorityQueue<int, double>(words.Select((_, part) => (part, 0.0)));
        for (int word = 0; word < weights.Count; word++)
        {
            lightest.TryDequeue(out int part, out double weight);
            words[part].Add(word);
            lightest.Enqueue(part, weight + weights[word]);
        }
        return [.. words.Select(part => new NegativeSampler([.. part], [.. part.Select(word => weights[word])]))];
    }
}

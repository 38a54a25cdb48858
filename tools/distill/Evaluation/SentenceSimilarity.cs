using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings;

namespace Distill.Evaluation;

/// <summary>The STS benchmark: how well cosines rank pairs of sentences as people do (Spearman's rank correlation).</summary>
internal static class SentenceSimilarity
{
    private const int Score = 4, First = 5, Second = 6;

    public static double Spearman(TextEmbeddingModel model, string path)
    {
        string[][] pairs = [.. File.ReadLines(path).Select(line => line.Split('\t')).Where(fields => fields.Length > Second)];
        float[][] first = model.Embed(pairs.Select(pair => pair[First])), second = model.Embed(pairs.Select(pair => pair[Second]));
        double[] scores = [.. pairs.Select(pair => double.Parse(pair[Score], CultureInfo.InvariantCulture))];
        double[] cosines = [.. first.Zip(second, (one, other) => (double)TensorPrimitives.CosineSimilarity<float>(one, other))];
        return Pearson(Ranks(scores), Ranks(cosines));
    }

    /// <summary>Equal values share the mean of their ranks.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(order, (one, other) => values[one].CompareTo(values[other]));
        var ranks = new double[values.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && values[order[end]] == values[order[start]]; end++)
            {
            }
            for (int i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
        }
        return ranks;
    }

    private static double Pearson(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        double product = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return product / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Encoders;

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
        return Correlation.Spearman(scores, cosines);
    }
}

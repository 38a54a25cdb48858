using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>
/// Smooth inverse frequency (Arora, Liang and Ma 2017, https://openreview.net/forum?id=SyK00v5xx): a word of frequency p has the weight a / (a + p), and what
/// all texts have in common, the first principal component of their vectors, not centered, is taken out of each.
/// </summary>
internal static class SmoothInverseFrequency
{
    private const int MaxIterations = 1_000;
    private const double Converged = 1e-12, GoldenRatio = 1.618033988749895;

    /// <param name="table">The words.</param>
    /// <param name="settings">How texts are split and words looked up.</param>
    /// <param name="smoothing">The number a.</param>
    /// <param name="texts">Read twice.</param>
    /// <exception cref="InvalidOperationException">No word of the texts has a vector.</exception>
    public static WordWeighting Fit(WordTable table, WordTextSettings settings, float smoothing, Func<IEnumerable<ReadOnlyMemory<char>>> texts)
    {
        float[] weights = Weights(table, settings, smoothing, texts());
        var noDirection = new float[table.Dimension];
        using var encoder = new WordTextEncoder(table, settings with { Normalize = false }, new WordWeighting(weights, noDirection));
        var products = new double[table.Dimension * table.Dimension];
        var vector = new float[table.Dimension];
        foreach (var text in texts())
        {
            encoder.Encode(text, vector);
            AddProducts(vector, products);
        }
        return TensorPrimitives.Max<double>(products) > 0
            ? new WordWeighting(weights, FirstDirection(products, table.Dimension))
            : throw new InvalidOperationException(
                "No word of the texts has a vector, so there is nothing to weigh. Give texts in the words' language and spelling.");
    }

    private static float[] Weights(WordTable table, WordTextSettings settings, float smoothing, IEnumerable<ReadOnlyMemory<char>> texts)
    {
        var finder = new WordFinder(table, settings.Lookup);
        var counts = new long[table.Count];
        long total = 0;
        foreach (var text in texts)
        {
            foreach (var (start, end) in settings.Tokenization.Split(TextScratch.Join(settings.Prompt, text.Span), out var characters))
            {
                total++;
                int row = finder.FindRow(characters[start..end]);
                if (row >= 0)
                    counts[row]++;
            }
        }
        return Array.ConvertAll(counts, count => count == 0 ? 1 : (float)(smoothing / (smoothing + (double)count / total)));
    }

    private static void AddProducts(ReadOnlySpan<float> vector, Span<double> products)
    {
        Span<double> wide = vector.Length <= 512 ? stackalloc double[vector.Length] : new double[vector.Length];
        TensorPrimitives.ConvertChecked(vector, wide);
        for (int row = 0; row < wide.Length; row++)
        {
            var sums = products.Slice(row * wide.Length, wide.Length);
            TensorPrimitives.MultiplyAdd(wide, wide[row], sums, sums);
        }
    }

    /// <summary>The eigenvector of the largest eigenvalue, by power iteration.</summary>
    private static float[] FirstDirection(ReadOnlySpan<double> matrix, int dimension)
    {
        // Irregular numbers: a start with zeros, or with all alike, may be at right angles to the direction that is looked for.
        double[] direction = [.. Enumerable.Range(1, dimension).Select(i => 0.5 + i * GoldenRatio % 1)], next = new double[dimension];
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            for (int row = 0; row < dimension; row++)
                next[row] = TensorPrimitives.Dot(matrix.Slice(row * dimension, dimension), direction);
            UnitLength.Normalize(next, next);
            bool isDone = TensorPrimitives.Distance<double>(direction, next) < Converged;
            (direction, next) = (next, direction);
            if (isDone)
                break;
        }
        return Array.ConvertAll(direction, value => (float)value);
    }
}

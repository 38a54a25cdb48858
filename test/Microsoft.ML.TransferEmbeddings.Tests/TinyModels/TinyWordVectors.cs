using Microsoft.ML.TransferEmbeddings.Words.Subwords;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>Random vectors of the words of the tests' column of texts, or of any others.</summary>
internal static class TinyWordVectors
{
    public const int Dimension = 6;

    private const int Buckets = 50;

    public static WordVectors Create(int seed, bool subwords = false) =>
        Create(seed, [.. Enumerable.Range(0, 900).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), "good", "bad", "the", "text", "row", "of", "!", "-"], subwords);

    public static WordVectors Create(int seed, string[] words, bool subwords = false)
    {
        var random = new Random(seed);
        var table = subwords ? new SubwordTable(Numbers(random, Buckets), Dimension, Buckets, 2, 4) : null;
        return new WordVectors(new WordTable(words, Numbers(random, words.Length), Dimension, table));
    }

    private static float[] Numbers(Random random, int rows) => [.. Enumerable.Range(0, rows * Dimension).Select(_ => random.NextSingle() - 0.5f)];
}

using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>Writes small models of fastText: <c>.bin</c>, and <c>.ftz</c> with product-quantized rows of which some n-grams are left.</summary>
internal static class FastTextWriter
{
    public const int Dimension = 4;

    private const int Magic = 793_712_314, Version = 12, Buckets = 20, KeptBuckets = 8, ShortestNgram = 2, LongestNgram = 4, Centroids = 256, PartLength = 2;
    private const int SkipGrams = 2, NegativeSampling = 2;
    private const byte WordType = 0;

    private static readonly string[] Words = ["</s>", "good", "bad", "the", "text", "r\u00f6w"];

    /// <param name="hasMagic">Whether the file has a magic number and a version, as newer ones do.</param>
    public static byte[] Dense(bool hasMagic = true)
    {
        var (file, writer, random) = Begin(hasMagic, kept: -1);
        if (hasMagic)
            writer.Write(false);
        WriteRows(Words.Length + Buckets);
        if (hasMagic)
            writer.Write(false);
        WriteRows(Words.Length);
        return file.ToArray();

        void WriteRows(int rows)
        {
            writer.Write((long)rows);
            writer.Write((long)Dimension);
            WriteNumbers(writer, random, rows * Dimension);
        }
    }

    public static byte[] Quantized()
    {
        var (file, writer, random) = Begin(hasMagic: true, KeptBuckets);
        for (int row = 0; row < KeptBuckets; row++)
        {
            writer.Write(2 * row);
            writer.Write(row);
        }
        writer.Write(true);
        WriteCodes(Words.Length + KeptBuckets);
        writer.Write(true);
        WriteCodes(Words.Length);
        return file.ToArray();

        void WriteCodes(int rows)
        {
            const int parts = Dimension / PartLength;
            writer.Write(true);
            writer.Write((long)rows);
            writer.Write((long)Dimension);
            writer.Write(rows * parts);
            WriteRandom(writer, random, rows * parts);
            WriteCentroids(Dimension, parts, PartLength);
            WriteRandom(writer, random, rows);
            WriteCentroids(dimension: 1, parts: 1, partLength: 1);
        }

        void WriteCentroids(int dimension, int parts, int partLength)
        {
            foreach (int number in new[] { dimension, parts, partLength, partLength })
                writer.Write(number);
            WriteNumbers(writer, random, dimension * Centroids);
        }
    }

    private static (MemoryStream File, BinaryWriter Writer, Random Random) Begin(bool hasMagic, long kept)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        if (hasMagic)
        {
            writer.Write(Magic);
            writer.Write(Version);
        }
        // Dimension, window, epochs, least count, negatives, n-grams of words, loss, model, buckets, n-grams of characters, rate of updates, threshold.
        foreach (int setting in new[] { Dimension, 5, 5, 1, 5, 1, NegativeSampling, SkipGrams, Buckets, ShortestNgram, LongestNgram, 100 })
            writer.Write(setting);
        writer.Write(1e-4);
        foreach (int count in new[] { Words.Length, Words.Length, 0 })
            writer.Write(count);
        writer.Write(100L);
        if (hasMagic)
            writer.Write(kept);
        foreach (string word in Words)
        {
            writer.Write(Encoding.UTF8.GetBytes(word + '\0'));
            writer.Write(7L);
            writer.Write(WordType);
        }
        return (file, writer, new Random(1));
    }

    private static void WriteNumbers(BinaryWriter writer, Random random, int count)
    {
        for (int i = 0; i < count; i++)
            writer.Write(random.NextSingle() - 0.5f);
    }

    private static void WriteRandom(BinaryWriter writer, Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        writer.Write(bytes);
    }
}

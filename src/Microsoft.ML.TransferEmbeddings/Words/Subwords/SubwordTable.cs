using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Subwords;

/// <summary>Vectors that n-grams of characters share by their hash, from which a word gets one that is in no list. Immutable and thread-safe.</summary>
/// <param name="rows">A vector a bucket that is kept.</param>
/// <param name="dimension">Of the vectors.</param>
/// <param name="buckets">By whose number hashes are divided.</param>
/// <param name="shortest">Of n-grams, in characters.</param>
/// <param name="longest">Of n-grams, in characters.</param>
/// <param name="keptBuckets">The row of every bucket that is kept; null where all are, in their order.</param>
internal sealed class SubwordTable(ReadOnlyMemory<float> rows, int dimension, int buckets, int shortest, int longest, Dictionary<int, int>? keptBuckets = null)
{
    /// <summary>The end of a line, which fastText trains as a word without n-grams.</summary>
    public const string EndOfSentence = "</s>";

    [ThreadStatic]
    private static List<uint>? hashesOfThread;

    public ReadOnlyMemory<float> Rows => rows;

    public int Buckets => buckets;

    public int Shortest => shortest;

    public int Longest => longest;

    public Dictionary<int, int>? KeptBuckets => keptBuckets;

    /// <summary>Writes the mean of the word's n-grams; zeros where it has none.</summary>
    /// <returns>Whether it has any.</returns>
    public bool TryCompute(ReadOnlySpan<char> word, Span<float> vector)
    {
        var hashes = Hashes;
        if (!word.SequenceEqual(EndOfSentence))
            CharacterNgrams.AddHashes(word, shortest, longest, hashes);
        vector.Clear();
        int count = AddRows(hashes, vector);
        if (count > 0)
            TensorPrimitives.Multiply(vector, 1f / count, vector);
        return count > 0;
    }

    /// <summary>Makes a word's own row the mean of itself and of the word's n-grams.</summary>
    public void AddNgrams(ReadOnlySpan<byte> word, Span<float> row)
    {
        var hashes = Hashes;
        CharacterNgrams.AddHashes(word, shortest, longest, hashes);
        int count = 1 + AddRows(hashes, row);
        TensorPrimitives.Multiply(row, 1f / count, row);
    }

    private static List<uint> Hashes
    {
        get
        {
            var hashes = hashesOfThread ??= [];
            hashes.Clear();
            return hashes;
        }
    }

    /// <returns>How many rows were added.</returns>
    private int AddRows(List<uint> hashes, Span<float> sum)
    {
        var table = rows.Span;
        int count = 0;
        foreach (uint hash in hashes)
        {
            int row = (int)(hash % (uint)buckets);
            if (keptBuckets is not null && !keptBuckets.TryGetValue(row, out row))
                continue;
            TensorPrimitives.Add(sum, table.Slice(row * dimension, dimension), sum);
            count++;
        }
        return count;
    }
}

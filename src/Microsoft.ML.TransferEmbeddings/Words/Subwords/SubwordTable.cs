using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Words.Formats;

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

    [ThreadStatic]
    private static float[]? ownOfThread;

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
        return Average([], hashes, vector) > 0;
    }

    /// <summary>Makes a word's own row the mean of itself and of the word's n-grams.</summary>
    public void AddNgrams(ReadOnlySpan<byte> word, Span<float> row)
    {
        var hashes = Hashes;
        CharacterNgrams.AddHashes(word, shortest, longest, hashes);
        var own = (ownOfThread is { } kept && kept.Length >= dimension ? kept : ownOfThread = new float[dimension]).AsSpan(0, dimension);
        row.CopyTo(own);
        Average(own, hashes, row);
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

    /// <summary>Writes the mean of the word's own row, if it has one, and of those of its n-grams; zeros where there is none.</summary>
    /// <returns>How many rows there are.</returns>
    private int Average(ReadOnlySpan<float> own, List<uint> hashes, Span<float> mean)
    {
        var table = rows.Span;
        mean.Clear();
        own.CopyTo(mean);
        int count = own.IsEmpty ? 0 : 1;
        foreach (uint hash in hashes)
        {
            if (FindRow(hash) is not { } row)
                continue;
            TensorPrimitives.Add(mean, table.Slice(row * dimension, dimension), mean);
            count++;
        }
        if (count > 0)
            TensorPrimitives.Multiply(mean, 1f / count, mean);
        if (FiniteNumbers.FindOther(mean) is not null)
            AverageInDouble(own, hashes, mean, count);
        return count;
    }

    /// <summary>Finite rows have a finite mean, even where their sum is too large for single precision.</summary>
    private void AverageInDouble(ReadOnlySpan<float> own, List<uint> hashes, Span<float> mean, int count)
    {
        var table = rows.Span;
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = own.IsEmpty ? 0 : own[i];
            foreach (uint hash in hashes)
                sum += FindRow(hash) is { } row ? table[(row * dimension) + i] : 0;
            mean[i] = (float)(sum / count);
        }
    }

    /// <summary>The row of an n-gram; null where its bucket was not kept.</summary>
    private int? FindRow(uint hash)
    {
        int bucket = (int)(hash % (uint)buckets);
        return keptBuckets is null ? bucket : keptBuckets.TryGetValue(bucket, out int row) ? row : null;
    }
}

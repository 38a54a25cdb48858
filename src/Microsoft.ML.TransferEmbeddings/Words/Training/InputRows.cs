using Microsoft.ML.TransferEmbeddings.Words.Subwords;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// Which rows of the input table make up a word: its own and, with subwords, those of its n-grams, which lie after those of all words. Immutable and
/// thread-safe.
/// </summary>
internal sealed class InputRows
{
    private readonly int[] starts;
    private readonly int[] rows;

    public InputRows(string[] words, Word2VecSubwords? subwords)
    {
        starts = new int[words.Length + 1];
        Count = words.Length;
        var all = new List<int>();
        var hashes = new List<uint>();
        for (int word = 0; word < words.Length; word++)
        {
            all.Add(word);
            if (subwords is not null && words[word] != SubwordTable.EndOfSentence)
            {
                hashes.Clear();
                CharacterNgrams.AddHashes(words[word], subwords.MinLength, subwords.MaxLength, hashes);
                foreach (uint hash in hashes)
                    all.Add(RowOf((int)(hash % (uint)subwords.Buckets)));
            }
            starts[word + 1] = all.Count;
        }
        rows = [.. all];

        int RowOf(int bucket)
        {
            if (!KeptBuckets.TryGetValue(bucket, out int row))
            {
                KeptBuckets.Add(bucket, row = Count - words.Length);
                Count++;
            }
            return words.Length + row;
        }
    }

    /// <summary>Of the table.</summary>
    public int Count { get; private set; }

    /// <summary>The row of each bucket that some word uses, counted from the first n-gram's.</summary>
    public Dictionary<int, int> KeptBuckets { get; } = [];

    public ReadOnlySpan<int> Of(int word) => rows.AsSpan(starts[word]..starts[word + 1]);
}

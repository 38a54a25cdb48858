namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The words and labels of a fastText model, and which n-grams a pruned one has kept.</summary>
internal sealed class FastTextDictionary
{
    private const string What = "the dictionary of the fastText model";
    private const byte WordType = 0, LabelType = 1;

    private readonly List<byte[]> words = [];
    private readonly List<string> labels = [];

    private FastTextDictionary()
    {
    }

    /// <summary>The bytes of the words: n-grams are made of bytes, whether they are UTF-8 or not.</summary>
    public IReadOnlyList<byte[]> Words => words;

    public IReadOnlyList<string> Labels => labels;

    /// <summary>The row, after those of the words, of each n-gram bucket that is left; null where all are.</summary>
    public Dictionary<int, int>? KeptBuckets { get; private set; }

    /// <exception cref="InvalidDataException">The dictionary is damaged.</exception>
    public static FastTextDictionary Read(FileBytes bytes, FastTextHeader header)
    {
        var dictionary = new FastTextDictionary();
        int size = bytes.ReadInt32(What), wordCount = bytes.ReadInt32(What), labelCount = bytes.ReadInt32(What);
        bytes.ReadInt64(What);
        if (wordCount < 0 || labelCount < 0 || size != (long)wordCount + labelCount)
            throw bytes.Error($"its dictionary claims {size:N0} entries, {wordCount:N0} words and {labelCount:N0} labels");
        long kept = header.HasMagic ? bytes.ReadInt64(What) : -1;
        for (int entry = 0; entry < size; entry++)
            dictionary.ReadEntry(bytes, entry);
        if (dictionary.words.Count != wordCount)
            throw bytes.Error($"its dictionary claims {wordCount:N0} words and has {dictionary.words.Count:N0}");
        if (kept >= 0)
            dictionary.KeptBuckets = ReadKept(bytes, kept, header.Buckets);
        return dictionary;
    }

    private void ReadEntry(FileBytes bytes, int entry)
    {
        int length = bytes.IndexOf(0);
        if (length < 0)
            throw bytes.Error($"the file ends in {What}, entry {entry + 1:N0}");
        byte[] word = bytes.Available[..length].ToArray();
        bytes.Take(length + 1);
        bytes.ReadInt64(What);
        switch (bytes.ReadByte(What))
        {
            // Rows are numbered by entry, and words come first.
            case WordType when labels.Count == 0:
                words.Add(word);
                break;
            case LabelType:
                labels.Add(ShownText.Of(word));
                break;
            default:
                throw bytes.Error($"entry {entry + 1:N0} of its dictionary, \"{ShownText.Of(word)}\", is neither a word nor a label after the words");
        }
    }

    private static Dictionary<int, int> ReadKept(FileBytes bytes, long count, int buckets)
    {
        if (count > buckets)
            throw bytes.Error($"its dictionary keeps {count:N0} n-grams of {buckets:N0}");
        int[] pairs = bytes.ReadArray<int>(2 * count, What);
        var kept = new Dictionary<int, int>(pairs.Length / 2);
        var isTaken = new bool[pairs.Length / 2];
        for (int i = 0; i < pairs.Length; i += 2)
        {
            var (bucket, row) = (pairs[i], pairs[i + 1]);
            if (bucket < 0 || bucket >= buckets || row < 0 || row >= count || isTaken[row] || !kept.TryAdd(bucket, row))
                throw bytes.Error($"its dictionary keeps n-gram {bucket} of {buckets:N0} in row {row} of {count:N0}, or keeps it twice");
            isTaken[row] = true;
        }
        return kept;
    }
}

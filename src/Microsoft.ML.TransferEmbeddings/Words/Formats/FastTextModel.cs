using System.Text;
using Microsoft.ML.TransferEmbeddings.Words.Subwords;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// A fastText model: a row a word, and after them rows that n-grams of characters share by their hash. A word's vector is the mean of its own row and those of its
/// n-grams, as in the original; labels are no words.
/// </summary>
internal static class FastTextModel
{
    private const string What = "the fastText model";

    private static readonly byte[] EndOfSentence = Encoding.UTF8.GetBytes(SubwordTable.EndOfSentence);

    /// <param name="bytes">The file.</param>
    /// <param name="maxRows">Words that are read.</param>
    /// <returns>The words with their vectors, and what belongs to the file.</returns>
    public static (WordVectorsBuilder Builder, SubwordTable? Subwords, IReadOnlyList<string> Labels) Read(FileBytes bytes, int maxRows)
    {
        var header = FastTextHeader.Read(bytes);
        var dictionary = FastTextDictionary.Read(bytes, header);
        bool isQuantized = header.HasMagic && bytes.ReadByte(What) != 0;
        var matrix = FastTextMatrix.Open(bytes, isQuantized);
        int buckets = dictionary.KeptBuckets?.Count ?? header.Buckets;
        if (matrix.Columns != header.Dimension || matrix.Rows != (long)dictionary.Words.Count + buckets)
        {
            throw bytes.Error(
                $"its matrix has {matrix.Rows:N0} rows of {matrix.Columns:N0} columns, " +
                $"and should have {dictionary.Words.Count:N0} for words and {buckets:N0} for n-grams, of {header.Dimension:N0} columns");
        }

        var builder = new WordVectorsBuilder(bytes, header.Dimension);
        var kept = ReadWords(bytes, dictionary, matrix, builder, maxRows);
        var rows = ReadBuckets(bytes, matrix, buckets);
        RequireRest(bytes, header, isQuantized);
        if (header.LongestNgram == 0 || buckets == 0)
            return (builder, null, dictionary.Labels);
        var subwords = new SubwordTable(rows, header.Dimension, header.Buckets, header.ShortestNgram, header.LongestNgram, dictionary.KeptBuckets);
        for (int row = 0; row < kept.Count; row++)
        {
            // Models of the old layout were trained with n-grams of this word too.
            if (!header.HasMagic || !kept[row].AsSpan().SequenceEqual(EndOfSentence))
                subwords.AddNgrams(kept[row], builder.Values.Slice(row * header.Dimension, header.Dimension));
        }
        return (builder, subwords, dictionary.Labels);
    }

    private static List<byte[]> ReadWords(FileBytes bytes, FastTextDictionary dictionary, FastTextMatrix matrix, WordVectorsBuilder builder, int maxRows)
    {
        var kept = new List<byte[]>();
        for (int i = 0; i < dictionary.Words.Count; i++)
        {
            byte[] word = dictionary.Words[i];
            var vector = builder.NextRow();
            matrix.ReadRow(vector);
            if (i >= maxRows)
                continue;
            if (FiniteNumbers.FindOther(vector) is { } other)
                throw bytes.Error($"row {i + 1:N0} has {other} in the vector of \"{ShownText.Of(word)}\"");
            if (builder.TryAdd(builder.Decode(word)))
                kept.Add(word);
        }
        return kept;
    }

    private static float[] ReadBuckets(FileBytes bytes, FastTextMatrix matrix, int buckets)
    {
        if (buckets * matrix.Columns > Array.MaxLength)
            throw bytes.Error($"its {buckets:N0} n-grams have vectors of dimension {matrix.Columns:N0}, and memory can hold {Array.MaxLength:N0} numbers in one piece");
        float[] rows = matrix.ReadRows(buckets);
        return FiniteNumbers.FindOther(rows) is { } other ? throw bytes.Error($"the rows of its n-grams hold {other}") : rows;
    }

    /// <summary>The output matrix is of no use here, but a file without it was cut off.</summary>
    private static void RequireRest(FileBytes bytes, FastTextHeader header, bool isInputQuantized)
    {
        bool isQuantized = header.HasMagic && bytes.ReadByte(What) != 0 && isInputQuantized;
        var matrix = FastTextMatrix.Open(bytes, isQuantized);
        if (matrix.Columns != header.Dimension || matrix.Rows < 0)
            throw bytes.Error($"its output matrix has {matrix.Rows:N0} rows of {matrix.Columns:N0} columns, and its vectors have {header.Dimension:N0}");
        if (isQuantized)
            return;
        if (bytes.Remaining is { } left && left < matrix.Rows * (Int128)header.Dimension * sizeof(float))
            throw bytes.Error("the file ends in its output matrix");
    }
}

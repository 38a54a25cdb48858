using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Words.Formats;
using Microsoft.ML.TransferEmbeddings.Words.Subwords;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>A table of words as the files of a stage: numbers as 32-bit floats, words as UTF-8 after their lengths. Numbers are not copied.</summary>
internal static class WordParts
{
    public const string Vectors = "vectors.bin";

    public const string Words = "words.bin";

    private const string Subwords = "subwords.bin", KeptBuckets = "kept-buckets.bin";

    public static WordTableSettings SettingsOf(WordTable table) =>
        new(table.Dimension, table.Subwords is { } subwords ? new SubwordSettings(subwords.Buckets, subwords.Shortest, subwords.Longest) : null);

    /// <summary>The vectors first, then the words, then what unknown words need.</summary>
    /// <exception cref="NotSupportedException">The table is too large for a stage.</exception>
    /// <exception cref="ArgumentException">A word is no Unicode text.</exception>
    public static IReadOnlyList<ModelFile> Write(WordTable table)
    {
        List<ModelFile> parts = [Numbers(Vectors, table.Values), WriteWords(table.Words)];
        if (table.Subwords is not { } subwords)
            return parts;
        parts.Add(Numbers(Subwords, subwords.Rows));
        if (subwords.KeptBuckets is { } kept)
            parts.Add(new ModelFile(KeptBuckets, MemoryMarshal.AsBytes<int>(kept.OrderBy(bucket => bucket.Value).Select(bucket => bucket.Key).ToArray()).ToArray()));
        return parts;
    }

    /// <exception cref="InvalidDataException">The parts are not those of such a table.</exception>
    public static WordTable Read(IReadOnlyList<ModelFile> parts, WordTableSettings settings)
    {
        SubwordTable? subwords = null;
        if (settings.Subwords is { } shape)
        {
            var kept = parts.FirstOrDefault(part => part.Name == KeptBuckets) is { } part ? ReadKept(part.Content.Span, shape.Buckets) : null;
            var buckets = ReadNumbers(parts, Subwords, kept?.Count ?? shape.Buckets, settings.Dimension);
            subwords = new SubwordTable(buckets, settings.Dimension, shape.Buckets, shape.Shortest, shape.Longest, kept);
        }
        string[] words = ReadWords(parts);
        var rows = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (int row = 0; row < words.Length; row++)
        {
            if (!rows.TryAdd(words[row], row))
                throw Damaged($"'{Words}' has the word \"{ShownText.Of(words[row])}\" twice");
        }
        return new WordTable(words, rows, ReadNumbers(parts, Vectors, words.Length, settings.Dimension), settings.Dimension, subwords);
    }

    /// <exception cref="NotSupportedException">They are too many for a file of a stage.</exception>
    public static ModelFile Numbers(string name, ReadOnlyMemory<float> numbers) => (long)numbers.Length * sizeof(float) <= Array.MaxLength
        ? new ModelFile(name, CastMemory<float, byte>.Of(numbers))
        : throw new NotSupportedException(
            $"The vectors have {(long)numbers.Length * sizeof(float):N0} bytes in one table, and a stage holds up to {Array.MaxLength:N0}. " +
            $"Load fewer rows ({nameof(WordVectorsLoadOptions)}.{nameof(WordVectorsLoadOptions.MaxRows)}), " +
            $"or leave the subwords out ({nameof(WordLookup)}.{nameof(WordLookup.Subwords)}).");

    /// <exception cref="InvalidDataException">There is no such part, it has another size, or it has a value that is not finite.</exception>
    public static ReadOnlyMemory<float> ReadNumbers(IReadOnlyList<ModelFile> parts, string name, long rows, int dimension)
    {
        var content = Part(parts, name).Content;
        if (content.Length != rows * (Int128)dimension * sizeof(float))
            throw Damaged($"'{name}' has {content.Length:N0} bytes, and should have {rows:N0} rows of {dimension:N0} numbers");
        var numbers = CastMemory<byte, float>.Of(content);
        return FiniteNumbers.FindOther(numbers.Span) is { } other ? throw Damaged($"'{name}' holds {other}") : numbers;
    }

    public static ModelFile WriteWords(IReadOnlyList<string> words)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8))
        {
            writer.Write(words.Count);
            foreach (string word in words)
            {
                if (!UnicodeText.IsValid(word))
                    throw new ArgumentException($"The word \"{ShownText.Of(word)}\" is not valid Unicode and can't be saved. Leave it out.");
                writer.Write(word);
            }
        }
        return new ModelFile(Words, content.ToArray());
    }

    /// <exception cref="InvalidDataException">There is no such part, or it is cut off.</exception>
    public static string[] ReadWords(IReadOnlyList<ModelFile> parts)
    {
        using var reader = new BinaryReader(new MemoryStream(Part(parts, Words).Content.ToArray()), Encoding.UTF8);
        try
        {
            var words = new List<string>();
            for (int left = reader.ReadInt32(); left > 0; left--)
                words.Add(reader.ReadString());
            return reader.BaseStream.Position == reader.BaseStream.Length ? [.. words] : throw Damaged($"'{Words}' goes on after its last word");
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw Damaged($"'{Words}' ends early or is no list of words", e);
        }
    }

    private static Dictionary<int, int> ReadKept(ReadOnlySpan<byte> content, int buckets)
    {
        var kept = new Dictionary<int, int>();
        foreach (int bucket in MemoryMarshal.Cast<byte, int>(content))
        {
            if (bucket < 0 || bucket >= buckets || !kept.TryAdd(bucket, kept.Count))
                throw Damaged($"'{KeptBuckets}' names the bucket {bucket:N0} of {buckets:N0}, or names it twice");
        }
        return kept;
    }

    private static ModelFile Part(IReadOnlyList<ModelFile> parts, string name) => parts.FirstOrDefault(part => part.Name == name)
        ?? throw Damaged($"word vectors have a part '{name}', which is missing");

    private static InvalidDataException Damaged(string reason, Exception? inner = null) => new($"The model zip is damaged: {reason}. Copy or save the zip again.", inner);
}

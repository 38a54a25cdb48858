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
            var kept = parts.FirstOrDefault(part => part.Name == KeptBuckets) is { } part
                ? MemoryMarshal.Cast<byte, int>(part.Content.Span).ToArray().Select((bucket, row) => (bucket, row)).ToDictionary(pair => pair.bucket, pair => pair.row)
                : null;
            subwords = new SubwordTable(ReadNumbers(parts, Subwords), settings.Dimension, shape.Buckets, shape.Shortest, shape.Longest, kept);
        }
        return new WordTable(ReadWords(parts), ReadNumbers(parts, Vectors), settings.Dimension, subwords);
    }

    /// <exception cref="NotSupportedException">They are too many for a file of a stage.</exception>
    public static ModelFile Numbers(string name, ReadOnlyMemory<float> numbers) => (long)numbers.Length * sizeof(float) <= Array.MaxLength
        ? new ModelFile(name, CastMemory<float, byte>.Of(numbers))
        : throw new NotSupportedException(
            $"The vectors have {(long)numbers.Length * sizeof(float):N0} bytes in one table, and a stage holds up to {Array.MaxLength:N0}. " +
            $"Load fewer rows ({nameof(WordVectorsLoadOptions)}.{nameof(WordVectorsLoadOptions.MaxRows)}), " +
            $"or leave the subwords out ({nameof(WordLookup)}.{nameof(WordLookup.Subwords)}).");

    /// <exception cref="InvalidDataException">There is no such part.</exception>
    public static ReadOnlyMemory<float> ReadNumbers(IReadOnlyList<ModelFile> parts, string name) => CastMemory<byte, float>.Of(Part(parts, name).Content);

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
            return [.. words];
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The model zip is damaged: '{Words}' ends early. Copy or save the zip again.", e);
        }
    }

    private static ModelFile Part(IReadOnlyList<ModelFile> parts, string name) => parts.FirstOrDefault(part => part.Name == name)
        ?? throw new InvalidDataException($"The model zip is damaged: word vectors have a part '{name}', which is missing. Copy or save the zip again.");
}

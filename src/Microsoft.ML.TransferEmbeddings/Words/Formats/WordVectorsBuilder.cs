using System.Text;
using System.Text.Unicode;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>Rows as they come from a file. Memory follows what has come, not what a header claims.</summary>
internal sealed class WordVectorsBuilder
{
    private const int FirstValues = 1 << 18;

    /// <summary>An estimate is made larger by this: to copy the table costs more than a few rows that nobody writes to.</summary>
    private const double Margin = 1.03;

    private readonly FileBytes bytes;
    private readonly List<string> words = [];
    private readonly Dictionary<string, int> rows = new(StringComparer.Ordinal);
    private float[] table;

    /// <param name="bytes">What the rows are read from.</param>
    /// <param name="dimension">As the file says.</param>
    /// <exception cref="InvalidDataException">There are no vectors of that dimension.</exception>
    public WordVectorsBuilder(FileBytes bytes, long dimension)
    {
        if (dimension is < 1 or > FastTextHeader.LargestDimension)
            throw bytes.Error($"it has vectors of dimension {dimension:N0}; 1 to {FastTextHeader.LargestDimension:N0} can be");
        this.bytes = bytes;
        Dimension = (int)dimension;
        table = GC.AllocateUninitializedArray<float>(Math.Max(1, FirstValues / Dimension) * Dimension);
    }

    public int Dimension { get; }

    /// <summary>Rows that are kept.</summary>
    public int Count => words.Count;

    public int Duplicates { get; private set; }

    public int ReplacedWords { get; private set; }

    /// <summary>All rows that are kept.</summary>
    public Span<float> Values => table.AsSpan(0, Count * Dimension);

    /// <summary>Where the next row's numbers are to be written; <see cref="TryAdd"/> keeps them.</summary>
    /// <exception cref="InvalidDataException">There are too many rows for one block of memory.</exception>
    public Span<float> NextRow()
    {
        if (table.Length / Dimension == Count)
            Grow();
        return table.AsSpan(Count * Dimension, Dimension);
    }

    /// <summary>A word as text. Bytes that are no UTF-8 become U+FFFD, and are counted.</summary>
    public string Decode(ReadOnlySpan<byte> word)
    {
        if (!Utf8.IsValid(word))
            ReplacedWords++;
        return Encoding.UTF8.GetString(word);
    }

    /// <summary>Keeps the row that was written, unless the word has one already.</summary>
    public bool TryAdd(string word)
    {
        if (!rows.TryAdd(word, Count))
        {
            Duplicates++;
            return false;
        }
        words.Add(word);
        return true;
    }

    /// <exception cref="InvalidDataException">There is no row.</exception>
    public WordTable Build(Subwords.SubwordTable? subwords = null) => Count > 0
        ? new WordTable([.. words], rows, table.AsMemory(0, Count * Dimension), Dimension, subwords)
        : throw bytes.Error("it has no vectors");

    private void Grow()
    {
        int most = Array.MaxLength / Dimension;
        if (Count >= most)
        {
            throw bytes.Error(
                $"it has more than {most:N0} vectors of dimension {Dimension:N0}, which is all that memory can hold in one piece",
                advice: $"Set {nameof(WordVectorsLoadOptions.MaxRows)}.");
        }
        double wanted = Math.Max(1.5 * Count, Margin * Count / Math.Max(bytes.Share, 1e-9));
        int capacity = (int)Math.Clamp(wanted, Count + 1, most);
        var larger = GC.AllocateUninitializedArray<float>(capacity * Dimension);
        Values.CopyTo(larger);
        table = larger;
    }
}

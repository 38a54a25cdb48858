using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;
using Microsoft.ML.TransferEmbeddings.Words.Subwords;

namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Words and their vectors in one block of memory. Immutable and thread-safe.</summary>
internal sealed class WordTable
{
    private readonly Dictionary<string, int> index;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> rows;
    private readonly Lazy<float[]> inverseLengths;
    private readonly Lazy<float[]> mean;

    /// <param name="words">Distinct, in the order of the rows.</param>
    /// <param name="values">words.Length × dimension values, a row after the other.</param>
    /// <param name="dimension">At least 1.</param>
    /// <param name="subwords">Null where unknown words have no vector.</param>
    public WordTable(string[] words, ReadOnlyMemory<float> values, int dimension, SubwordTable? subwords = null)
        : this(words, Index(words), values, dimension, subwords)
    {
    }

    /// <param name="words">Distinct, in the order of the rows.</param>
    /// <param name="rows">The row of each word, by <see cref="StringComparer.Ordinal"/>.</param>
    /// <param name="values">words.Length × dimension values, a row after the other.</param>
    /// <param name="dimension">At least 1.</param>
    /// <param name="subwords">Null where unknown words have no vector.</param>
    public WordTable(string[] words, Dictionary<string, int> rows, ReadOnlyMemory<float> values, int dimension, SubwordTable? subwords = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length != (long)words.Length * dimension)
            throw new ArgumentException($"{words.Length} words of {dimension} dimensions need {(long)words.Length * dimension} values; the table has {values.Length}.", nameof(values));
        Words = words;
        Values = values;
        Dimension = dimension;
        Subwords = subwords;
        index = rows;
        this.rows = rows.GetAlternateLookup<ReadOnlySpan<char>>();
        inverseLengths = new Lazy<float[]>(() => UnitLength.Inverses(Values.Span, Dimension));
        mean = new Lazy<float[]>(MeanOfRows);
    }

    public string[] Words { get; }

    public ReadOnlyMemory<float> Values { get; }

    public int Dimension { get; }

    public SubwordTable? Subwords { get; }

    public int Count => Words.Length;

    /// <summary>The rows, to be searched by cosine. Their lengths are computed once.</summary>
    public FloatRows Searchable => FloatRows.ByCosine(Values, Dimension, inverseLengths.Value);

    /// <summary>Of all vectors; zeros where there is none. Computed once.</summary>
    public ReadOnlySpan<float> Mean => mean.Value;

    public ReadOnlySpan<float> Row(int row) => Values.Span.Slice(row * Dimension, Dimension);

    /// <summary>The row of a word as it is spelled; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> word) => rows.TryGetValue(word, out int row) ? row : -1;

    public WordTable WithoutSubwords() => Subwords is null ? this : new WordTable(Words, index, Values, Dimension);

    private float[] MeanOfRows()
    {
        var sum = new double[Dimension];
        for (int row = 0; row < Count; row++)
        {
            var vector = Row(row);
            for (int i = 0; i < vector.Length; i++)
                sum[i] += vector[i];
        }
        return Array.ConvertAll(sum, value => Count == 0 ? 0 : (float)(value / Count));
    }

    private static Dictionary<string, int> Index(string[] words)
    {
        var rows = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (int row = 0; row < words.Length; row++)
            rows.Add(words[row], row);
        return rows;
    }
}

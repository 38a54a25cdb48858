using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Words.Subwords;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// What is learned: a vector for every input row, and one for every word as what is to be predicted. Threads write into it at once, without locks.
/// </summary>
internal sealed class Word2VecModel
{
    private readonly string[] words;
    private readonly InputRows rows;
    private readonly int dimension;
    private readonly int stride;

    /// <summary>Input vectors are random and short, output vectors zero, as in gensim and fastText.</summary>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table.</exception>
    public Word2VecModel(string[] words, InputRows rows, Word2VecOptions options)
    {
        this.words = words;
        this.rows = rows;
        dimension = options.Dimension;
        stride = RowLoops.Padded(dimension);
        if ((long)rows.Count * stride > Array.MaxLength)
        {
            throw new NotSupportedException(
                $"{words.Length:N0} words and {rows.Count - words.Length:N0} n-grams of {dimension:N0} dimensions are more than a table holds, {Array.MaxLength:N0} numbers. " +
                $"Lower {nameof(Word2VecOptions.MaxVocabulary)}, {nameof(Word2VecOptions.Dimension)} or {nameof(Word2VecSubwords)}.{nameof(Word2VecSubwords.Buckets)}.");
        }
        Inputs = new float[rows.Count * stride];
        Outputs = new float[words.Length * stride];
        var random = SplitMixRandom.For(options.Seed, stage: 0, place: 0);
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (ref float value in Input(row)[..dimension])
                value = (2 * random.NextSingle() - 1) / dimension;
        }
    }

    public float[] Inputs { get; }

    public float[] Outputs { get; }

    public Span<float> Input(int row) => Inputs.AsSpan(row * stride, stride);

    public Span<float> Output(int word) => Outputs.AsSpan(word * stride, stride);

    public WordVectors ToWordVectors(Word2VecSubwords? subwords)
    {
        float[] vectors = Collect(words.Length, (word, row) => WriteMean(rows.Of(word), row));
        if (subwords is null)
            return new WordVectors(words, vectors, dimension);
        float[] ngrams = Collect(rows.Count - words.Length, (ngram, row) => Input(words.Length + ngram).CopyTo(row));
        var table = new SubwordTable(ngrams, dimension, subwords.Buckets, subwords.MinLength, subwords.MaxLength, rows.KeptBuckets);
        return new WordVectors(new WordTable(words, vectors, dimension, table));
    }

    /// <summary>The vectors of the words as what is to be predicted.</summary>
    public WordTable ToOutputTable() => new(words, Collect(words.Length, (word, row) => Output(word).CopyTo(row)), dimension);

    public void WriteMean(ReadOnlySpan<int> inputRows, Span<float> mean)
    {
        Input(inputRows[0]).CopyTo(mean);
        foreach (int row in inputRows[1..])
            RowLoops.Add(mean, Input(row), mean);
        TensorPrimitives.Multiply(mean, 1f / inputRows.Length, mean);
    }

    /// <summary>Rows without the zeros after them.</summary>
    private float[] Collect(int count, Action<int, float[]> writeRow)
    {
        var collected = new float[count * dimension];
        var row = new float[stride];
        for (int i = 0; i < count; i++)
        {
            writeRow(i, row);
            row.AsSpan(0, dimension).CopyTo(collected.AsSpan(i * dimension));
        }
        return collected;
    }
}

using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Vectors.Subwords;

namespace Microsoft.ML.TransferEmbeddings.Vectors.Training;

/// <summary>What is learned: a vector for every input row, and one for every word as what is to be predicted. Threads write into it at once, without locks.</summary>
internal sealed class Word2VecModel
{
    private readonly string[] words;
    private readonly InputRows rows;
    private readonly int dimension;

    /// <summary>Input vectors are random and short, output vectors zero, as in gensim and fastText.</summary>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table.</exception>
    public Word2VecModel(string[] words, InputRows rows, Word2VecOptions options)
    {
        this.words = words;
        this.rows = rows;
        dimension = options.Dimension;
        if ((long)rows.Count * dimension > Array.MaxLength)
        {
            throw new NotSupportedException(
                $"{words.Length:N0} words and {rows.Count - words.Length:N0} n-grams of {dimension:N0} dimensions are more than a table holds, {Array.MaxLength:N0} numbers. " +
                $"Lower {nameof(Word2VecOptions.MaximumVocabulary)}, {nameof(Word2VecOptions.Dimension)} or {nameof(Word2VecSubwords)}.{nameof(Word2VecSubwords.Buckets)}.");
        }
        Inputs = new float[rows.Count * dimension];
        Outputs = new float[words.Length * dimension];
        var random = new RandomSequence(options.Seed);
        for (int i = 0; i < Inputs.Length; i++)
            Inputs[i] = random.Symmetric() / dimension;
    }

    public float[] Inputs { get; }

    public float[] Outputs { get; }

    public Span<float> Input(int row) => Inputs.AsSpan(row * dimension, dimension);

    public Span<float> Output(int word) => Outputs.AsSpan(word * dimension, dimension);

    public WordVectors ToWordVectors(Word2VecSubwords? subwords)
    {
        if (subwords is null)
            return new WordVectors(new WordTable(words, Inputs, dimension));
        var ngrams = Inputs.AsMemory(words.Length * dimension);
        var table = new SubwordTable(ngrams, dimension, subwords.Buckets, subwords.Shortest, subwords.Longest, rows.KeptBuckets);
        return new WordVectors(new WordTable(words, WordMeans(), dimension, table));
    }

    /// <summary>Each word's own vector and those of its n-grams.</summary>
    private float[] WordMeans()
    {
        var means = new float[words.Length * dimension];
        for (int word = 0; word < words.Length; word++)
            WriteMean(rows.Of(word), means.AsSpan(word * dimension, dimension));
        return means;
    }

    public void WriteMean(ReadOnlySpan<int> inputRows, Span<float> mean)
    {
        Input(inputRows[0]).CopyTo(mean);
        foreach (int row in inputRows[1..])
            TensorPrimitives.Add(mean, Input(row), mean);
        TensorPrimitives.Multiply(mean, 1f / inputRows.Length, mean);
    }
}

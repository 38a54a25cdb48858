using Microsoft.ML.TransferEmbeddings.Words.Queries;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Tests of words.</content>
public sealed partial class WordVectors
{
    /// <summary>Default number of rows that take part in a test, as in gensim.</summary>
    private const int DefaultMaxRows = 300_000;

    /// <summary>
    /// Answers the questions of an analogy test such as word2vec's questions-words.txt by 3CosAdd, without regard to case. A question with an unknown word is
    /// skipped.
    /// </summary>
    /// <param name="path">Path of a file with sections, each of which begins with a line <c>: name</c>, and four words per line: a is to b as c is to d.</param>
    /// <param name="maxRows">Number of first rows to use, which are the most frequent words in most files; default 300,000, at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRows"/> is less than 1.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not a question; the message names it.</exception>
    public AnalogyEvaluation EvaluateAnalogies(string path, int maxRows = DefaultMaxRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return AnalogyTest.Evaluate(Table, path, maxRows);
    }

    /// <summary>
    /// Compares cosines with similarities that people rated, such as WordSim-353, without regard to case. A pair with an unknown word is left out.
    /// </summary>
    /// <param name="path">Path of a file with two words and a number per line, separated by tabs. Lines that begin with # are comments.</param>
    /// <param name="maxRows">Number of first rows to use, which are the most frequent words in most files; default 300,000, at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRows"/> is less than 1.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not a pair; the message names it.</exception>
    public WordPairEvaluation EvaluateWordPairs(string path, int maxRows = DefaultMaxRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return WordPairTest.Evaluate(Table, path, maxRows);
    }
}

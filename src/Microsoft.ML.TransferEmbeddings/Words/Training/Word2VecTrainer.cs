using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains word vectors on text: words that occur near the same words get similar vectors (word2vec: Mikolov et al. 2013, https://arxiv.org/abs/1310.4546; with
/// <see cref="Word2VecOptions.Subwords"/> fastText: Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606). Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A "word" may be anything that occurs in sequences, such as the items of a basket or the pages of a visit. The whole corpus is read once before training begins
/// and held in memory with four bytes per token. Tokens that are empty or not valid Unicode are left out.
/// </remarks>
/// <example>
/// <code>
/// string[][] baskets = [["bread", "butter", "cheese"], ["flour", "eggs", "sugar"], ["bread", "cheese", "ham"], ["sugar", "cocoa", "flour"]];
/// var options = new Word2VecOptions { Dimension = 10, MinCount = 1 };
/// WordVectors items = new Word2VecTrainer(options).Train(baskets);
/// Console.WriteLine(items.Count); // prints 8
/// items.SaveAsText("items.txt");
/// </code>
/// </example>
public sealed class Word2VecTrainer
{
    private readonly Word2VecOptions options;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">Settings; null, the default, for the defaults.</param>
    /// <exception cref="ArgumentException">The shortest n-gram of <see cref="Word2VecOptions.Subwords"/> is longer than the longest, or the learning rate
    /// rises.</exception>
    public Word2VecTrainer(Word2VecOptions? options = null)
    {
        this.options = options ?? new Word2VecOptions();
        if (this.options.Subwords is { } subwords && subwords.MinLength > subwords.MaxLength)
            throw new ArgumentException($"The shortest n-gram has {subwords.MinLength} characters and the longest {subwords.MaxLength}. Lower MinLength or raise MaxLength.", nameof(options));
        if (this.options.FinalLearningRate > this.options.LearningRate)
            throw new ArgumentException($"The learning rate would rise from {this.options.LearningRate} to {this.options.FinalLearningRate}. Lower FinalLearningRate.", nameof(options));
    }

    /// <summary>Trains on lists of tokens, which are used unchanged.</summary>
    /// <param name="sentences">
    /// Sentences, texts or other sequences, enumerated once. A window never spans two of them, and one of more than 10,000 tokens is split.
    /// </param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every sentence that is read and every 10,000 tokens that are learned from, about.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sentences"/> is null.</exception>
    /// <exception cref="ArgumentException">A sentence or a token is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is not a checkpoint, or is damaged.</exception>
    /// <exception cref="IOException">The folder of <see cref="Word2VecOptions.CheckpointPath"/> does not exist, or the file can't be written.</exception>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table of 2 billion numbers.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public WordVectors Train(IEnumerable<IEnumerable<string>> sentences, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        Action throwIfCanceled = cancellationToken.ThrowIfCancellationRequested;
        return Train(CorpusReader.Read(sentences, throwIfCanceled), progress, throwIfCanceled);
    }

    /// <summary>Trains on lists of tokens as <see cref="Train(IEnumerable{IEnumerable{string}}, IProgress{Word2VecProgress}?, CancellationToken)"/> does, on the thread
    /// pool.</summary>
    /// <param name="sentences">Sentences, texts or other sequences, enumerated once, on the thread pool.</param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every sentence that is read and every 10,000 tokens that are learned from, about.</param>
    /// <returns>A task that ends with the vectors, with the exceptions of the other form, or canceled.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sentences"/> is null.</exception>
    public Task<WordVectors> TrainAsync(
        IEnumerable<IEnumerable<string>> sentences, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return Task.Run(() => Train(sentences, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Trains on a column of texts or of tokens.</summary>
    /// <param name="data">Rows, each a sentence or a text, read once. No other column is read.</param>
    /// <param name="columnName">
    /// Name of a text column, which is split by <see cref="Word2VecOptions.Tokenization"/>, or of a column of vectors of text, whose slots are used unchanged as tokens,
    /// such as the result of ML.NET's <c>TokenizeIntoWords</c>.
    /// </param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every row that is read and every 10,000 tokens that are learned from, about.</param>
    /// <exception cref="ArgumentException">The name is empty, there is no such column, or it has another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is not a checkpoint, or is damaged.</exception>
    /// <exception cref="IOException">The folder of <see cref="Word2VecOptions.CheckpointPath"/> does not exist, or the file can't be written.</exception>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table of 2 billion numbers.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public WordVectors TrainOnColumn(IDataView data, string columnName, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Train(data, FindColumn(data, columnName), progress, cancellationToken.ThrowIfCancellationRequested);

    /// <summary>Trains on a column of texts or of tokens as <see cref="TrainOnColumn"/> does, on the thread pool.</summary>
    /// <param name="data">Rows, read once, on the thread pool.</param>
    /// <param name="columnName">Name of a column of text or of vectors of text.</param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every row that is read and every 10,000 tokens that are learned from, about.</param>
    /// <returns>A task that ends with the vectors, with the exceptions of the other form, or canceled.</returns>
    /// <exception cref="ArgumentException">The name is empty, there is no such column, or it has another type.</exception>
    public Task<WordVectors> TrainOnColumnAsync(
        IDataView data, string columnName, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var column = FindColumn(data, columnName);
        return Task.Run(() => Train(data, column, progress, cancellationToken.ThrowIfCancellationRequested), cancellationToken);
    }

    /// <param name="data">The rows.</param>
    /// <param name="column">One that <see cref="CorpusReader"/> takes.</param>
    /// <param name="progress">Receives progress; null for no reports.</param>
    /// <param name="throwIfCanceled">Called now and then.</param>
    internal WordVectors Train(IDataView data, DataViewSchema.Column column, IProgress<Word2VecProgress>? progress, Action throwIfCanceled) =>
        Train(CorpusReader.Read(data, column, options.Tokenization, throwIfCanceled), progress, throwIfCanceled);

    private WordVectors Train(TokenCorpus corpus, IProgress<Word2VecProgress>? progress, Action throwIfCanceled) =>
        new TrainingRun(corpus, options, progress, throwIfCanceled).Run();

    private static DataViewSchema.Column FindColumn(IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        var column = data.Schema.GetColumnOrNull(columnName) ?? throw new ArgumentException(
            $"There is no column '{columnName}'. The columns are {string.Join(", ", data.Schema.Select(other => $"'{other.Name}'"))}.", nameof(columnName));
        return CorpusReader.Takes(column.Type)
            ? column
            : throw new ArgumentException($"Column '{columnName}' is of type {column.Type}. Name one of text, or of vectors of text.", nameof(columnName));
    }
}

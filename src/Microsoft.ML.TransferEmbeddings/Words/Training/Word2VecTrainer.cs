using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Learns word vectors from text: words that stand near the same words get like vectors (word2vec: Mikolov et al. 2013, https://arxiv.org/abs/1310.4546; with
/// <see cref="Word2VecOptions.Subwords"/> fastText: Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606). Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A "word" may be anything that occurs in sequences: the items of baskets, the pages of visits. The corpus is read once, whole, before training begins, and
/// held as four bytes a token. Tokens that are empty or no Unicode text are left out.
/// </remarks>
public sealed class Word2VecTrainer
{
    private readonly Word2VecOptions options;

    /// <param name="options">Settings; null for the defaults.</param>
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

    /// <summary>Trains on lists of tokens, taken as they are.</summary>
    /// <param name="sentences">
    /// The sentences, texts or other sequences, enumerated once. Windows do not reach from one into the next; one of more than 10,000 tokens is cut.
    /// </param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every sentence that is read and every 10,000 tokens that are learned from, about.</param>
    /// <exception cref="ArgumentException">A sentence or a token is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is something else.</exception>
    /// <exception cref="IOException"><see cref="Word2VecOptions.CheckpointPath"/> lies in no folder, or can't be written.</exception>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table of 2 billion numbers.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public WordVectors Train(IEnumerable<IEnumerable<string>> sentences, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        Action throwIfCanceled = cancellationToken.ThrowIfCancellationRequested;
        return Train(CorpusReader.Read(sentences, throwIfCanceled), progress, throwIfCanceled);
    }

    /// <summary>As <see cref="Train(IEnumerable{IEnumerable{string}}, IProgress{Word2VecProgress}?, CancellationToken)"/>, on the thread pool.</summary>
    /// <param name="sentences">Enumerated once, on the thread pool.</param>
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
    /// <param name="data">The rows, each a sentence or a text, read once. Of other columns nothing is read.</param>
    /// <param name="columnName">
    /// A text column, which is split as <see cref="Word2VecOptions.Tokenization"/> says, or one of vectors of text, whose slots are tokens, taken as they are:
    /// what ML.NET's <c>TokenizeIntoWords</c> gives.
    /// </param>
    /// <param name="progress">Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</param>
    /// <param name="cancellationToken">Checked after every row that is read and every 10,000 tokens that are learned from, about.</param>
    /// <exception cref="ArgumentException">The name is empty, there is no such column, or it has another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is something else.</exception>
    /// <exception cref="IOException"><see cref="Word2VecOptions.CheckpointPath"/> lies in no folder, or can't be written.</exception>
    /// <exception cref="NotSupportedException">The vectors do not fit into a table of 2 billion numbers.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public WordVectors TrainOnColumn(IDataView data, string columnName, IProgress<Word2VecProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Train(data, FindColumn(data, columnName), progress, cancellationToken.ThrowIfCancellationRequested);

    /// <summary>As <see cref="TrainOnColumn"/>, on the thread pool.</summary>
    /// <param name="data">The rows, read once, on the thread pool.</param>
    /// <param name="columnName">A text column, or one of vectors of text.</param>
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
    /// <param name="progress">Null for nobody.</param>
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

using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Settings of the training of word vectors. Defaults are those of word2vec and gensim except for the epochs, of which a small corpus needs more. Immutable and
/// thread-safe.
/// </summary>
public sealed class Word2VecOptions
{
    private const int SmallCorpusEpochs = 20, LargeCorpusEpochs = 5;
    private const long LargeCorpusTokens = 10_000_000;

    private readonly Word2VecArchitecture architecture;
    private readonly int dimension = 100;
    private readonly int window = 5;
    private readonly int negativeSamples = 5;
    private readonly double negativeExponent = 0.75;
    private readonly int minCount = 5;
    private readonly int? maxVocabulary;
    private readonly double subsamplingThreshold = 1e-3;
    private readonly double learningRate = 0.025;
    private readonly double finalLearningRate = 0.0001;
    private readonly int? epochs;
    private readonly int maxDegreeOfParallelism = 1;
    private readonly string? checkpointPath;
    private readonly WordTokenization tokenization = new() { LowerCase = true };

    /// <summary>Prediction task; default <see cref="Word2VecArchitecture.SkipGram"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public Word2VecArchitecture Architecture
    {
        get => architecture;
        init => architecture = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Architecture), value, $"There is no Word2VecArchitecture {value}.");
    }

    /// <summary>Length of the vectors; default 100, range 1 to 65,536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 65,536.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = OptionRange.Between(1, 65_536, value, nameof(Dimension));
    }

    /// <summary>
    /// Maximum distance in words between a word and the words of its window; default 5, range 1 to 1,000. At each position a number from 1 to this one is drawn, so that
    /// near words have more weight.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,000.</exception>
    public int Window
    {
        get => window;
        init => window = OptionRange.Between(1, 1_000, value, nameof(Window));
    }

    /// <summary>Number of random words, the negative samples, for every word to predict; default 5, range 1 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,000.</exception>
    public int NegativeSamples
    {
        get => negativeSamples;
        init => negativeSamples = OptionRange.Between(1, 1_000, value, nameof(NegativeSamples));
    }

    /// <summary>
    /// Exponent of the negative samples; default 0.75, range -10 to 10 (gensim's <c>ns_exponent</c>). A word is drawn with a probability in proportion to its count to this
    /// power: 1 draws words as often as they occur, 0 all words equally, and a negative number prefers rare words, which suits some recommenders.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between -10 and 10.</exception>
    public double NegativeExponent
    {
        get => negativeExponent;
        init => negativeExponent = OptionRange.Between(-10, 10, value, nameof(NegativeExponent));
    }

    /// <summary>Minimum number of occurrences of a word; default 5, at least 1. Rarer words are removed from the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MinCount
    {
        get => minCount;
        init => minCount = OptionRange.Between(1, int.MaxValue, value, nameof(MinCount));
    }

    /// <summary>Maximum number of words, at least 1; the most frequent ones are kept. Null, the default, for all that reach <see cref="MinCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxVocabulary
    {
        get => maxVocabulary;
        init => maxVocabulary = value is { } most ? OptionRange.Between(1, int.MaxValue, most, nameof(MaxVocabulary)) : null;
    }

    /// <summary>
    /// Threshold t of subsampling; default 0.001, range 0 to 1. An occurrence of a word whose fraction f of the corpus is above t is kept with the probability
    /// (√(f/t) + 1) · t/f, as in word2vec, and skipped otherwise. 0 skips none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double SubsamplingThreshold
    {
        get => subsamplingThreshold;
        init => subsamplingThreshold = OptionRange.Between(0, 1, value, nameof(SubsamplingThreshold));
    }

    /// <summary>Initial learning rate; default 0.025, range 0.000001 to 10. It decreases linearly with the tokens to <see cref="FinalLearningRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0.000001 and 10.</exception>
    public double LearningRate
    {
        get => learningRate;
        init => learningRate = OptionRange.Between(1e-6, 10, value, nameof(LearningRate));
    }

    /// <summary>Final learning rate; default 0.0001, range 0 to 10, at most <see cref="LearningRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 10.</exception>
    public double FinalLearningRate
    {
        get => finalLearningRate;
        init => finalLearningRate = OptionRange.Between(0, 10, value, nameof(FinalLearningRate));
    }

    /// <summary>Number of passes over the corpus, at least 1; null, the default, for 20 below 10 million tokens and 5 from there on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Epochs
    {
        get => epochs;
        init => epochs = value is { } count ? OptionRange.Between(1, int.MaxValue, count, nameof(Epochs)) : null;
    }

    /// <summary>Settings of character n-grams, as in fastText; null, the default, for none.</summary>
    public Word2VecSubwords? Subwords { get; init; }

    /// <summary>Seed of the random numbers; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Maximum number of threads that learn at the same time; default 1, range 1 to 1,024. They share the vectors without locks (Hogwild,
    /// https://arxiv.org/abs/1106.5730), so that with more than one no two trainings give the same vectors; at any time each thread draws its negative samples from
    /// another part of the words. With one thread, equal tokens and options give equal vectors on the same kind of processor.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,024.</exception>
    public int MaxDegreeOfParallelism
    {
        get => maxDegreeOfParallelism;
        init => maxDegreeOfParallelism = OptionRange.Between(1, 1_024, value, nameof(MaxDegreeOfParallelism));
    }

    /// <summary>
    /// Path of a file that keeps the state after every epoch, twice the size of the vectors. A training that was canceled or killed continues from there when it is
    /// started again on the same text with the same options. The file is deleted at the end. Null, the default, for no file.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public string? CheckpointPath
    {
        get => checkpointPath;
        init => checkpointPath = value is "" ? throw new ArgumentException("The path is empty. Name a file, or leave it out.", nameof(CheckpointPath)) : value;
    }

    /// <summary>
    /// Splitting of a text column into words; default <see cref="WordTokenization.Words"/> in lower case. It is not used for lists of tokens.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public WordTokenization Tokenization
    {
        get => tokenization;
        init => tokenization = value ?? throw new ArgumentNullException(nameof(Tokenization));
    }

    internal int EpochsFor(long tokens) => Epochs ?? (tokens < LargeCorpusTokens ? SmallCorpusEpochs : LargeCorpusEpochs);
}

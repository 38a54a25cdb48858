using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// How word vectors are trained. Defaults are those of word2vec and gensim, but for the epochs, of which a small corpus needs more. Immutable and thread-safe.
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

    /// <summary>Skip-gram, the default, or CBOW.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public Word2VecArchitecture Architecture
    {
        get => architecture;
        init => architecture = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Architecture), value, $"There is no Word2VecArchitecture {value}.");
    }

    /// <summary>Length of the vectors, 100 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 65,536.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = OptionRange.Between(1, 65_536, value, nameof(Dimension));
    }

    /// <summary>
    /// Words on either side that a word is seen with, 5 by default. At every place a number from 1 up to this one is drawn, so that near words count more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,000.</exception>
    public int Window
    {
        get => window;
        init => window = OptionRange.Between(1, 1_000, value, nameof(Window));
    }

    /// <summary>Words drawn at random for every one that is to be predicted, 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,000.</exception>
    public int NegativeSamples
    {
        get => negativeSamples;
        init => negativeSamples = OptionRange.Between(1, 1_000, value, nameof(NegativeSamples));
    }

    /// <summary>
    /// A negative sample is drawn with the probability of its count to this power, 0.75 by default (gensim's <c>ns_exponent</c>): 1 is as often as it occurs, 0
    /// all alike, a negative one rare words first, which suits some recommenders.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie between -10 and 10.</exception>
    public double NegativeExponent
    {
        get => negativeExponent;
        init => negativeExponent = OptionRange.Between(-10, 10, value, nameof(NegativeExponent));
    }

    /// <summary>Words that occur less often are left out, as if they were not in the text; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MinCount
    {
        get => minCount;
        init => minCount = OptionRange.Between(1, int.MaxValue, value, nameof(MinCount));
    }

    /// <summary>The most words there may be; the most frequent stay. Null, the default: all that reach <see cref="MinCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxVocabulary
    {
        get => maxVocabulary;
        init => maxVocabulary = value is { } most ? OptionRange.Between(1, int.MaxValue, most, nameof(MaxVocabulary)) : null;
    }

    /// <summary>
    /// Words whose share of the corpus f is above this one are passed over at random, 0.001 by default: one is kept with probability (√(f/t) + 1) · t/f, as
    /// in word2vec. 0: none is passed over.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie between 0 and 1.</exception>
    public double SubsamplingThreshold
    {
        get => subsamplingThreshold;
        init => subsamplingThreshold = OptionRange.Between(0, 1, value, nameof(SubsamplingThreshold));
    }

    /// <summary>The learning rate at the beginning, 0.025 by default; it falls evenly, token by token, to <see cref="FinalLearningRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie between 0.000001 and 10.</exception>
    public double LearningRate
    {
        get => learningRate;
        init => learningRate = OptionRange.Between(1e-6, 10, value, nameof(LearningRate));
    }

    /// <summary>The learning rate at the end, 0.0001 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie between 0 and 10.</exception>
    public double FinalLearningRate
    {
        get => finalLearningRate;
        init => finalLearningRate = OptionRange.Between(0, 10, value, nameof(FinalLearningRate));
    }

    /// <summary>Times that the corpus is passed. Null, the default: 20 below 10 million tokens, 5 from there on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Epochs
    {
        get => epochs;
        init => epochs = value is { } count ? OptionRange.Between(1, int.MaxValue, count, nameof(Epochs)) : null;
    }

    /// <summary>Character n-grams, as fastText has them; null, the default, for none.</summary>
    public Word2VecSubwords? Subwords { get; init; }

    /// <summary>Of all that is random, 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Threads that learn at the same time, 1 by default. They share the vectors without locks (Hogwild, https://arxiv.org/abs/1106.5730), so that with more
    /// than one no two trainings give the same vectors. At any time each draws its negative samples from another part of the words. With one, equal tokens and
    /// options give equal vectors on the same kind of processor.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,024.</exception>
    public int MaxDegreeOfParallelism
    {
        get => maxDegreeOfParallelism;
        init => maxDegreeOfParallelism = OptionRange.Between(1, 1_024, value, nameof(MaxDegreeOfParallelism));
    }

    /// <summary>
    /// A file in which the state is kept after every epoch, so that a training that was canceled or killed goes on from there when it is begun again on the
    /// same text with the same options. It is as large as the vectors twice over, and is deleted at the end. Null, the default: none; what was learned is then
    /// lost.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public string? CheckpointPath
    {
        get => checkpointPath;
        init => checkpointPath = value is "" ? throw new ArgumentException("The path is empty. Name a file, or leave it out.", nameof(CheckpointPath)) : value;
    }

    /// <summary>
    /// How a text column is split into words; <see cref="WordTokenization.Words"/> in lower case by default. Token lists are taken as they are.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public WordTokenization Tokenization
    {
        get => tokenization;
        init => tokenization = value ?? throw new ArgumentNullException(nameof(Tokenization));
    }

    internal int EpochsFor(long tokens) => Epochs ?? (tokens < LargeCorpusTokens ? SmallCorpusEpochs : LargeCorpusEpochs);
}

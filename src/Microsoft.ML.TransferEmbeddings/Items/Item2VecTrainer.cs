using Microsoft.ML.TransferEmbeddings.Items.Data;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains vectors of items by word2vec with negative sampling, where the items of a user are what the words of a sentence are (item2vec: Barkan, Koenigstein 2016,
/// https://arxiv.org/abs/1603.04259). Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Items are scored with the output vectors, which predict what goes with what, and histories are the mean of the input vectors: input vectors alone find what can take an
/// item's place. Weights of interactions are not used.
/// </remarks>
public sealed class Item2VecTrainer : RecommenderTrainer
{
    private readonly int dimension = 64;
    private readonly int window = 10;
    private readonly int negativeSamples = 5;
    private readonly double negativeExponent;
    private readonly int minCount = 5;
    private readonly int epochs = 20;
    private readonly double subsamplingThreshold = 1e-3;
    private readonly double learningRate = 0.025;

    /// <summary>Length of the vectors; default 64, range 1 to 65,536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = OptionRange.Between(1, 65_536, value, nameof(Dimension));
    }

    /// <summary>
    /// Maximum distance between items of a history that predict each other; default 10, range 1 to 1,000. At each position a number from 1 to this one is drawn. Choose 1,000 for
    /// whole histories, if the order of the items means nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Window
    {
        get => window;
        init => window = OptionRange.Between(1, 1_000, value, nameof(Window));
    }

    /// <summary>Number of random items for every item to predict; default 5, range 1 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int NegativeSamples
    {
        get => negativeSamples;
        init => negativeSamples = OptionRange.Between(1, 1_000, value, nameof(NegativeSamples));
    }

    /// <summary>
    /// Exponent of the random items' frequencies, as <see cref="Word2VecOptions.NegativeExponent"/>; default 0, range -10 to 10. At 0 scores are those of what comes next. The higher
    /// it is, the more popularity is taken out of them: the 0.75 of texts recommends what is rare.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double NegativeExponent
    {
        get => negativeExponent;
        init => negativeExponent = OptionRange.Between(-10, 10, value, nameof(NegativeExponent));
    }

    /// <summary>Minimum number of users of an item; default 5, at least 1. Rarer items have no vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MinCount
    {
        get => minCount;
        init => minCount = OptionRange.AtLeast(1, value, nameof(MinCount));
    }

    /// <summary>Number of passes over the interactions; default 20, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Epochs
    {
        get => epochs;
        init => epochs = OptionRange.AtLeast(1, value, nameof(Epochs));
    }

    /// <summary>Threshold of subsampling, as <see cref="Word2VecOptions.SubsamplingThreshold"/>; default 0.001, range 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double SubsamplingThreshold
    {
        get => subsamplingThreshold;
        init => subsamplingThreshold = OptionRange.Between(0, 1, value, nameof(SubsamplingThreshold));
    }

    /// <summary>Initial learning rate; default 0.025, range 0.0001 to 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double LearningRate
    {
        get => learningRate;
        init => learningRate = OptionRange.Between(1e-4, 10, value, nameof(LearningRate));
    }

    /// <summary>Seed of the random numbers; default 1. Equal seeds give equal vectors only with one thread (<see cref="RecommenderTrainer.MaxDegreeOfParallelism"/>).</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no interaction.</exception>
    /// <exception cref="InvalidOperationException">No item has <see cref="MinCount"/> users.</exception>
    public override ItemVectorRecommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(interactions);
        var options = new Word2VecOptions
        {
            Dimension = Dimension,
            Window = Window,
            NegativeSamples = NegativeSamples,
            NegativeExponent = NegativeExponent,
            MinCount = MinCount,
            SubsamplingThreshold = SubsamplingThreshold,
            LearningRate = LearningRate,
            Epochs = Epochs,
            Seed = Seed,
            MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        };
        var reports = progress is null ? null : new TokenProgress(progress);
        var model = new TrainingRun(Histories(interactions), options, reports, cancellationToken.ThrowIfCancellationRequested).TrainModel();
        var inputs = KeyedVectors.Of(model.ToWordVectors(subwords: null).Table);
        return ItemVectorRecommender.Create(KeyedVectors.Of(model.ToOutputTable()), new ItemVectorOptions { HistoryVectors = inputs });
    }

    private static TokenCorpus Histories(Interactions interactions)
    {
        var corpus = new TokenCorpus();
        SparseRows users = interactions.ByUser;
        for (int user = 0; user < users.RowCount; user++)
        {
            foreach (int item in users.ColumnsOf(user))
                corpus.Add(interactions.Items[item]);
            corpus.EndSentence();
        }
        corpus.Complete();
        return corpus;
    }

    private sealed class TokenProgress(IProgress<RecommenderProgress> progress) : IProgress<Word2VecProgress>
    {
        public void Report(Word2VecProgress value) => progress.Report(new RecommenderProgress(value.Tokens, value.TotalTokens));
    }
}

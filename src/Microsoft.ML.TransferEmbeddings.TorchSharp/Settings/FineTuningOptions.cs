using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="FineTuner"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class FineTuningOptions
{
    private readonly FineTuningObjective objective = FineTuningObjective.CosineSimilarity;
    private readonly TrainedWeights weights = TrainedWeights.All;
    private readonly int steps = 150;
    private readonly int batchSize = 16;
    private readonly double learningRate = 2e-5;
    private readonly double warmUpShare = 0.1;
    private readonly double weightDecay = 0.01;
    private readonly double maxGradientNorm = 1;
    private readonly double dropout = 0.1;
    private readonly int checkpointSteps = 50;
    private readonly int maxTokensInMemory = 16_384;
    private readonly IReadOnlyList<int> matryoshkaDimensions = [];

    /// <summary>Objective for the vectors of labeled texts; default <see cref="FineTuningObjective.CosineSimilarity"/>. Pairs have objectives of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public FineTuningObjective Objective
    {
        get => objective;
        init => objective = OptionRange.Defined(value, nameof(Objective));
    }

    /// <summary>Weights that are trained; default <see cref="TrainedWeights.All"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrainedWeights Weights
    {
        get => weights;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            weights = value;
        }
    }

    /// <summary>
    /// Whether the embeddings of tokens, positions and types keep their values, half of the weights of a small model; default false. A step is then about a third
    /// shorter, and words that the labeled texts lack stay where the others are.
    /// </summary>
    public bool FreezeEmbeddings { get; init; }

    /// <summary>Number of steps, each on one batch; default 150, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Steps
    {
        get => steps;
        init => steps = OptionRange.AtLeast(1, value, nameof(Steps));
    }

    /// <summary>Number of texts or pairs in a batch; default 16, at least 2. All pairs of its texts are compared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int BatchSize
    {
        get => batchSize;
        init => batchSize = OptionRange.AtLeast(2, value, nameof(BatchSize));
    }

    /// <summary>Highest learning rate, of AdamW; default 0.00002, positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        init => learningRate = OptionRange.Positive(value, nameof(LearningRate));
    }

    /// <summary>Share of the steps in which the learning rate rises from 0; then it falls to 0 in equal steps. Default 0.1, range 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double WarmUpShare
    {
        get => warmUpShare;
        init => warmUpShare = OptionRange.Between(0, 1, value, nameof(WarmUpShare));
    }

    /// <summary>Weight decay of matrices, times the learning rate; biases and norms have none. Default 0.01, range 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double WeightDecay
    {
        get => weightDecay;
        init => weightDecay = OptionRange.Between(0, 1, value, nameof(WeightDecay));
    }

    /// <summary>Length to which longer gradients are cut, all weights together; default 1, positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double MaxGradientNorm
    {
        get => maxGradientNorm;
        init => maxGradientNorm = OptionRange.Positive(value, nameof(MaxGradientNorm));
    }

    /// <summary>
    /// Share of the values that dropout sets to zero, at the places where BERT has it; default 0.1 as there, range 0 to 0.9. Networks that are not built like BERT have
    /// none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 0.9.</exception>
    public double Dropout
    {
        get => dropout;
        init => dropout = OptionRange.Between(0, 0.9, value, nameof(Dropout));
    }

    /// <summary>
    /// Largest number of tokens, with padding, whose intermediate values are in memory at once; default 16,384, at least 1. A batch with more is encoded in pieces, and each
    /// piece a second time for its gradients (Gao et al. 2021, https://arxiv.org/abs/2101.06983): the gradients are those of the whole batch, a step takes one more
    /// pass forward, and memory does not limit <see cref="BatchSize"/>. A text that has more tokens is a piece of its own.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxTokensInMemory
    {
        get => maxTokensInMemory;
        init => maxTokensInMemory = OptionRange.AtLeast(1, value, nameof(MaxTokensInMemory));
    }

    /// <summary>
    /// Numbers of dimensions that vectors can be cut to after the training and still suit the task, such as 384, 128 and 64 (Matryoshka representation learning, Kusupati et
    /// al. 2022, https://arxiv.org/abs/2205.13147): the loss is the mean of the losses of the vectors cut to each of them. Name the model's own dimension too if whole
    /// vectors are used. Empty, the default, for whole vectors only. Each at least 1; the list is copied.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public IReadOnlyList<int> MatryoshkaDimensions
    {
        get => matryoshkaDimensions;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            matryoshkaDimensions = [.. value.Select(count => OptionRange.AtLeast(1, count, nameof(MatryoshkaDimensions)))];
        }
    }

    /// <summary>Seed of the batches, of dropout and of new matrices; default 1. Nothing else is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Folder for a file with the state of the training, created if missing; null, the default, for none. If the process ends, the same call continues at the last state.
    /// The file has three times the size of the trained weights and is deleted in the end.
    /// </summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>Steps between two states that are written; default 50, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int CheckpointSteps
    {
        get => checkpointSteps;
        init => checkpointSteps = OptionRange.AtLeast(1, value, nameof(CheckpointSteps));
    }

    /// <summary>Receives the progress after each step, on the thread that trains; null, the default, for no reports.</summary>
    public IProgress<FineTuningProgress>? Progress { get; init; }
}

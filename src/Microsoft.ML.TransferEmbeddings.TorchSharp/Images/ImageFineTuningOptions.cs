using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="ImageFineTuner"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class ImageFineTuningOptions
{
    /// <summary>
    /// Weights that are trained; default the last block. In a convolutional network a block is a stage, which lies between two steps that make the picture smaller. Batch
    /// norms keep all of their values. What lies before the first trained weight is run by ONNX Runtime, several times as fast.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrainedWeights Weights { get; init => field = value ?? throw new ArgumentNullException(nameof(Weights)); } = TrainedWeights.LastBlocks(1);

    /// <summary>Random changes of the images, anew in each epoch; default <c>new ImageAugmentation()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ImageAugmentation Augmentation { get; init => field = value ?? throw new ArgumentNullException(nameof(Augmentation)); } = new();

    /// <summary>Number of passes over the images; default 5, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Epochs { get; init => field = OptionRange.AtLeast(1, value, nameof(Epochs)); } = 5;

    /// <summary>Number of images in a batch; default 32, at least 1. Memory grows with it, and not with the number of images. Batches of 16 and less are slow on one thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int BatchSize { get; init => field = OptionRange.AtLeast(1, value, nameof(BatchSize)); } = 32;

    /// <summary>Highest learning rate, of AdamW; default 0.0003, positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double LearningRate { get; init => field = OptionRange.Positive(value, nameof(LearningRate)); } = 3e-4;

    /// <summary>Share of the steps in which the learning rate rises from 0; then it falls to 0 in equal steps. Default 0.1, range 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double WarmUpShare { get; init => field = OptionRange.Between(0, 1, value, nameof(WarmUpShare)); } = 0.1;

    /// <summary>Weight decay of matrices and kernels, times the learning rate; default 0.01, range 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double WeightDecay { get; init => field = OptionRange.Between(0, 1, value, nameof(WeightDecay)); } = 0.01;

    /// <summary>Seed of the order and of the changes of the images; default 1. Nothing else is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Folder for a file with the state of the training, created if missing; null, the default, for none. If the process ends, the same call continues at the last state.
    /// The file has three times the size of the trained weights and is deleted in the end.
    /// </summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>Steps between two states that are written; default 50, at least 1. A step is one batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int CheckpointSteps { get; init => field = OptionRange.AtLeast(1, value, nameof(CheckpointSteps)); } = 50;

    /// <summary>Receives the progress after each step, on the thread that trains; null, the default, for no reports.</summary>
    public IProgress<FineTuningProgress>? Progress { get; init; }

    /// <param name="images">Number of images.</param>
    internal FineTuningOptions ForImages(int images) => new()
    {
        Objective = FineTuningObjective.CrossEntropy,
        Weights = Weights,
        Steps = checked(Epochs * ((images + BatchSize - 1) / BatchSize)),
        LearningRate = LearningRate,
        WarmUpShare = WarmUpShare,
        WeightDecay = WeightDecay,
        Dropout = 0,
        Seed = Seed,
        CheckpointDirectory = CheckpointDirectory,
        CheckpointSteps = CheckpointSteps,
        Progress = Progress,
    };
}

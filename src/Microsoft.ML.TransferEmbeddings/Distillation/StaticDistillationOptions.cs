using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="Distiller"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class StaticDistillationOptions
{
    private readonly int dimension = 256;
    private readonly int maxPairs = 7_000;
    private readonly int epochs = 4;
    private readonly int pairEpochs = 2;
    private readonly float learningRate = 1e-3f;
    private readonly double syntheticShare = 1;
    private readonly StaticTableFormat format = StaticTableFormat.Int8;

    /// <summary>
    /// Length of the vectors; default 256, at least 1. If the teacher's vectors are shorter, theirs is used. Must be a multiple of 32 for
    /// <see cref="StaticTableFormat.Int4"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = AtLeast(1, value, nameof(Dimension));
    }

    /// <summary>
    /// Maximum number of pairs of neighboring pieces that get a vector of their own, the most frequent ones of the corpus; default 7,000, at least 0. Only teachers
    /// with a WordPiece tokenizer have pairs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPairs
    {
        get => maxPairs;
        init => maxPairs = AtLeast(0, value, nameof(MaxPairs));
    }

    /// <summary>Number of epochs in which the vectors of pieces are trained; default 4, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get => epochs;
        init => epochs = AtLeast(0, value, nameof(Epochs));
    }

    /// <summary>Number of epochs in which all vectors, including those of pairs, are then trained; default 2, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PairEpochs
    {
        get => pairEpochs;
        init => pairEpochs = AtLeast(0, value, nameof(PairEpochs));
    }

    /// <summary>Initial learning rate; default 0.001, positive and finite. Pairs start with half of it. Both decrease to a twentieth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float LearningRate
    {
        get => learningRate;
        init => learningRate = value is > 0 and < float.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "LearningRate must be positive and finite.");
    }

    /// <summary>
    /// Number of synthetic texts per text of the corpus; default 1, range 0 to 100. These are spans of 2 to 7 words, and texts in which other words of the vocabulary
    /// replace content words, so that the training covers words that the corpus lacks and unusual combinations.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 100.</exception>
    public double SyntheticShare
    {
        get => syntheticShare;
        init => syntheticShare = OptionRange.Between(0, 100, value, nameof(SyntheticShare));
    }

    /// <summary>Storage of the vectors; default <see cref="StaticTableFormat.Int8"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public StaticTableFormat Format
    {
        get => format;
        init => format = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Format), value, $"There is no StaticTableFormat {value}.");
    }

    /// <summary>Seed of the synthetic texts, of the order of the texts and of the dropout; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Folder that keeps the teacher's vectors, 2 bytes per value; created if missing. An interrupted distillation continues from them, and another one with the same
    /// teacher and texts reuses them. Null, the default, for no cache.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Receives the progress of each phase, on the thread that distills; null, the default, for no reports.</summary>
    public IProgress<DistillationProgress>? Progress { get; init; }

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}

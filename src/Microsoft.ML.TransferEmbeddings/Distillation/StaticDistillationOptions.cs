using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options for making a static model of a teacher. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
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
    /// The length of the vectors, 256 by default; that of the teacher's where it is less. A multiple of 32 for <see cref="StaticTableFormat.Int4"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = AtLeast(1, value, nameof(Dimension));
    }

    /// <summary>
    /// Maximum number of pairs of neighboring pieces that get a vector of their own, 7,000 by default: the most frequent ones of the corpus. Only for teachers
    /// with a WordPiece tokenizer; students of others have none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPairs
    {
        get => maxPairs;
        init => maxPairs = AtLeast(0, value, nameof(MaxPairs));
    }

    /// <summary>Number of times that the vectors of pieces are trained on every text, 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get => epochs;
        init => epochs = AtLeast(0, value, nameof(Epochs));
    }

    /// <summary>Number of times that all vectors, those of pairs too, are then trained on every text, 2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PairEpochs
    {
        get => pairEpochs;
        init => pairEpochs = AtLeast(0, value, nameof(PairEpochs));
    }

    /// <summary>The optimizer's first step size, 0.001 by default; half of it for pairs. Both fall to a twentieth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float LearningRate
    {
        get => learningRate;
        init => learningRate = value is > 0 and < float.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "LearningRate must be positive and finite.");
    }

    /// <summary>
    /// Number of synthetic texts per text of the corpus, 1 by default: spans of 2 to 7 words, and texts in which other words of the vocabulary replace content
    /// words. They show words that the corpus lacks, and words in unusual company.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 100.</exception>
    public double SyntheticShare
    {
        get => syntheticShare;
        init => syntheticShare = OptionRange.Between(0, 100, value, nameof(SyntheticShare));
    }

    /// <summary>Storage of the vectors, <see cref="StaticTableFormat.Int8"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public StaticTableFormat Format
    {
        get => format;
        init => format = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Format), value, $"There is no StaticTableFormat {value}.");
    }

    /// <summary>Seed of the synthetic texts, of the order of the texts and of the dropout; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// A folder in which the teacher's vectors are kept: a distillation that was interrupted goes on where it was, and another one of the same teacher and
    /// texts begins with them. It is created; 2 bytes per value are written. Null, the default: nothing is kept.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Receives the progress of each phase, on the thread that distills; null, the default, for no reports.</summary>
    public IProgress<DistillationProgress>? Progress { get; init; }

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}

using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a teacher becomes a static model. Immutable and thread-safe.</summary>
public sealed class StaticDistillationOptions
{
    private readonly int dimension = 256;
    private readonly int pairs = 7_000;
    private readonly int epochs = 4;
    private readonly int pairEpochs = 2;
    private readonly float learningRate = 1e-3f;
    private readonly double syntheticShare = 1;
    private readonly StaticTableFormat format = StaticTableFormat.Int8;

    /// <summary>The length of the vectors, 256 by default; the teacher's where that is less. A multiple of 32 for <see cref="StaticTableFormat.Int4"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Dimension
    {
        get => dimension;
        init => dimension = AtLeast(1, value, nameof(Dimension));
    }

    /// <summary>
    /// How many pairs of neighbouring pieces get a vector of their own, 7,000 by default: the most frequent ones of the corpus. Of WordPiece tokenizers alone;
    /// other teachers' students have none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Pairs
    {
        get => pairs;
        init => pairs = AtLeast(0, value, nameof(Pairs));
    }

    /// <summary>How often the vectors of pieces are trained on every text, 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get => epochs;
        init => epochs = AtLeast(0, value, nameof(Epochs));
    }

    /// <summary>How often all vectors, those of pairs among them, are trained on every text afterwards, 2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PairEpochs
    {
        get => pairEpochs;
        init => pairEpochs = AtLeast(0, value, nameof(PairEpochs));
    }

    /// <summary>The optimiser's step at the beginning, 0.001 by default; half of it for pairs. Both fall to a twentieth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float LearningRate
    {
        get => learningRate;
        init => learningRate = value is > 0 and < float.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "LearningRate must be positive and finite.");
    }

    /// <summary>
    /// Texts made from the corpus for each of its own, 1 by default: spans of 2 to 7 words, and texts in which content words gave way to other words of the
    /// vocabulary. They show words that the corpus lacks, and words out of their usual company.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 100.</exception>
    public double SyntheticShare
    {
        get => syntheticShare;
        init => syntheticShare = OptionRange.Between(0, 100, value, nameof(SyntheticShare));
    }

    /// <summary>How the vectors are stored, <see cref="StaticTableFormat.Int8"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public StaticTableFormat Format
    {
        get => format;
        init => format = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Format), value, $"There is no StaticTableFormat {value}.");
    }

    /// <summary>Of the synthetic texts, the order of the texts and the dropout; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// A folder in which the teacher's vectors are kept: a distillation that was interrupted goes on where it was, another one of the same teacher and texts
    /// begins with them. It is created; 2 bytes a value are written. Null, the default: nothing is kept.
    /// </summary>
    public string? CacheDirectory { get; init; }

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}

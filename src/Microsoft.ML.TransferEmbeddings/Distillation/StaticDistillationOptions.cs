namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a teacher becomes a static model. Immutable.</summary>
public sealed class StaticDistillationOptions
{
    private readonly int dimension = 256;
    private readonly int pairs = 7_000;
    private readonly int epochs = 4;
    private readonly int pairEpochs = 2;
    private readonly double syntheticShare = 1;
    private readonly StaticTableFormat format = StaticTableFormat.Int8;

    /// <summary>The length of the vectors, 256 by default; the teacher's where that is less. A multiple of 32 for <see cref="StaticTableFormat.Int4"/>.</summary>
    public int Dimension { get => dimension; init => dimension = AtLeast(1, value, nameof(Dimension)); }

    public int Pairs { get => pairs; init => pairs = AtLeast(0, value, nameof(Pairs)); }

    public int Epochs { get => epochs; init => epochs = AtLeast(0, value, nameof(Epochs)); }

    public int PairEpochs { get => pairEpochs; init => pairEpochs = AtLeast(0, value, nameof(PairEpochs)); }

    public double SyntheticShare { get => syntheticShare; init => syntheticShare = value; }

    public StaticTableFormat Format { get => format; init => format = value; }

    public float LearningRate { get; init; } = 1e-3f;

    public int Seed { get; init; } = 1;

    public string? CacheDirectory { get; init; }

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}

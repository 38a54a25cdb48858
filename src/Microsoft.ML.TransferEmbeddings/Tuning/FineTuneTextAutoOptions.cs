using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>FineTuneTextAuto</c> beside those of <c>FineTuneText</c>: the ways to compare, and a receiver of the report. Immutable; as thread-safe as
/// <see cref="Progress"/> and <see cref="Report"/>.</summary>
public sealed class FineTuneTextAutoOptions
{
    /// <summary>
    /// Ways that are compared; default all four. They are tried from the lightest to the heaviest, whatever their order here. A way that the model or the rows don't allow is left out, and the
    /// report says so.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">There is no way.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A way is not defined.</exception>
    public IReadOnlyList<FineTuningWay> Ways
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Ways));
            if (value.Count == 0)
                throw new ArgumentException($"{nameof(Ways)} must have one way or more.", nameof(Ways));
            field = [.. value.Select(way => OptionRange.Defined(way, nameof(Ways))).Distinct().Order()];
        }
    } = Enum.GetValues<FineTuningWay>();

    /// <summary>
    /// Number of parts that the rows are dealt into, each of which is held out once; default 5, range 2 to 20. The network is trained as many times, on the other parts, and once more if it is
    /// chosen: with 5 parts comparing takes about five times as long as tuning.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 2 and 20.</exception>
    public int Folds { get; init => field = OptionRange.Between(2, 20, value, nameof(Folds)); } = 5;

    /// <summary>The model that <see cref="FineTuningWay.StaticTuning"/> starts from; null, the default, for the model of the trainer if it is static, and else for
    /// <see cref="TextEmbeddingModel.Default"/>. It does not change and stays the caller's.</summary>
    public TextEmbeddingModel? StaticModel { get; init; }

    /// <summary>Settings of <see cref="FineTuningWay.StaticTuning"/>; default <c>new StaticFineTuningOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public StaticFineTuningOptions StaticTraining { get; init => field = value ?? throw new ArgumentNullException(nameof(StaticTraining)); } = new();

    /// <summary>Receives the progress after each part of each way, on the thread that trains; null, the default, for no reports.</summary>
    public IProgress<FineTuneTextAutoProgress>? Progress { get; init; }

    /// <summary>Receives what was chosen and why, before the chosen way is trained on all rows, on the thread that trains; null, the default, for no report.</summary>
    public Action<FineTuningReport>? Report { get; init; }
}

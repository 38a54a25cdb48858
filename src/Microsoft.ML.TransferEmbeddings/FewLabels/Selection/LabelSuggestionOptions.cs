using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How rows worth a label are chosen. Immutable.</summary>
public sealed class LabelSuggestionOptions
{
    /// <summary>How rows are ranked. <see cref="LabelingStrategy.Margin"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public LabelingStrategy Strategy
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Strategy), value, $"{nameof(Strategy)} must be Margin, Entropy or Coverage.");
    }

    /// <summary>With <see cref="LabelingStrategy.Coverage"/>: rows that have a label already, as the model takes them; null, the default, for none.</summary>
    public IDataView? LabeledData { get; init; }

    /// <summary>With <see cref="LabelingStrategy.Coverage"/>: the column of vectors, an input or an output of the model. "Features" by default.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>Cancels the choice between two rows.</summary>
    public CancellationToken CancellationToken { get; init; }
}

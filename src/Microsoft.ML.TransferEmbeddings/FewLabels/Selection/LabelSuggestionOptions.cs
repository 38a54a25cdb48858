using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="LabelSuggestionCatalog.SuggestNextToLabel"/>. Immutable.</summary>
public sealed class LabelSuggestionOptions
{
    /// <summary>Strategy by which rows are ranked; default <see cref="LabelingStrategy.Margin"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public LabelingStrategy Strategy
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Strategy), value, $"{nameof(Strategy)} must be Margin, Entropy or Coverage.");
    }

    /// <summary>With <see cref="LabelingStrategy.Coverage"/>: rows that are labeled already, with the model's input columns; null, the default, for none.</summary>
    public IDataView? LabeledData { get; init; }

    /// <summary>With <see cref="LabelingStrategy.Coverage"/>: name of the column of vectors, an input or an output of the model; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>Cancels the selection; checked between rows.</summary>
    public CancellationToken CancellationToken { get; init; }
}

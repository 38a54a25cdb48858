using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Columns that a trainer for few labels reads, and the token that cancels it. Immutable.</summary>
public abstract class FewLabelTrainerOptions
{
    private protected FewLabelTrainerOptions()
    {
    }

    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Name of the feature column, vectors of <see cref="float"/> of known length; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>Cancels a fit within a second or two. The trainer takes it for all its fits; <see cref="CancellationToken.None"/> by default.</summary>
    public CancellationToken CancellationToken { get; init; }
}

using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The columns that a trainer for few labels reads. Immutable.</summary>
public abstract class FewLabelTrainerOptions
{
    private protected FewLabelTrainerOptions()
    {
    }

    /// <summary>The label column: <see cref="bool"/> in binary, a key in multiclass classification. "Label" by default.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>The column of vectors of <see cref="float"/> of known length. "Features" by default.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";
}

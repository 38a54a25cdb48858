using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>FineTuneStaticText</c>: columns, model and settings. Immutable; as thread-safe as <see cref="StaticFineTuningOptions.Progress"/>.</summary>
public sealed class FineTuneStaticTextOptions
{
    /// <summary>Name of the text column; default "Text".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string InputColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(InputColumnName)); } = "Text";

    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Name of the column with the tuned vectors, which is appended before the scores; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>The static model to start from; null, the default, for <see cref="TextEmbeddingModel.Default"/>. It does not change and stays the caller's.</summary>
    public TextEmbeddingModel? Model { get; init; }

    /// <summary>Settings of the training; default <c>new StaticFineTuningOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public StaticFineTuningOptions Training { get; init => field = value ?? throw new ArgumentNullException(nameof(Training)); } = new();
}

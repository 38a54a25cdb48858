using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>FineTuneImages</c>: columns, model and settings. Immutable; as thread-safe as <see cref="ImageFineTuningOptions.Progress"/>.</summary>
public sealed class FineTuneImagesOptions
{
    /// <summary>Name of the image column; default "Image". It has paths as text or encoded images as vectors of <see cref="byte"/>.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string InputColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(InputColumnName)); } = "Image";

    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Name of the column with the tuned vectors, which is appended before the scores; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>The model to start from. It does not change and stays the caller's.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required ImageEmbeddingModel Model { get; init => field = value ?? throw new ArgumentNullException(nameof(Model)); }

    /// <summary>Settings of the training; default <c>new ImageFineTuningOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ImageFineTuningOptions Training { get; init => field = value ?? throw new ArgumentNullException(nameof(Training)); } = new();

    /// <summary>Cancels the training before its next step; <see cref="CancellationToken.None"/> by default.</summary>
    public CancellationToken CancellationToken { get; init; }
}

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What makes an image encoder's vectors, beside its graph.</summary>
/// <param name="Preprocessing">What becomes of an image before the graph.</param>
/// <param name="Layout">The order of the graph's input; null for what its shape says.</param>
/// <param name="Layers">The graph's tensors that make the vector, side by side.</param>
/// <param name="Pooling">Null for each layer's usual one.</param>
/// <param name="Softmax">Whether the vector goes through a softmax.</param>
/// <param name="FlipAveraging">Whether an image counts together with its mirror image.</param>
/// <param name="Normalize">Whether the vector is divided by its length.</param>
/// <param name="Column">What the column holds.</param>
/// <param name="OnBadImage">What happens to an image that can't be used.</param>
internal sealed record OnnxImageSettings(
    PreprocessingSettings Preprocessing,
    ImageLayout? Layout,
    IReadOnlyList<string> Layers,
    string? Pooling = null,
    bool Softmax = false,
    bool FlipAveraging = false,
    bool Normalize = false,
    ImageColumn Column = ImageColumn.Path,
    OnBadImage OnBadImage = OnBadImage.Throw);

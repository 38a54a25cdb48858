namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What makes a vision network's vectors, besides its graph. Saved in the model zip.</summary>
/// <param name="Preprocessing">What becomes of an image before the graph.</param>
/// <param name="Layers">The graph's tensors that make the vector, side by side.</param>
/// <param name="Layout">The order of the graph's input; null for what its shape says.</param>
/// <param name="Pooling">Null for each layer's usual one.</param>
/// <param name="Softmax">Whether the vector goes through a softmax.</param>
/// <param name="FlipAveraging">Whether an image counts together with its mirror image.</param>
/// <param name="Normalize">Whether the vector is divided by its length.</param>
internal sealed record VisionNetworkSettings(
    PreprocessingSettings Preprocessing,
    IReadOnlyList<string> Layers,
    ImageLayout? Layout = null,
    string? Pooling = null,
    bool Softmax = false,
    bool FlipAveraging = false,
    bool Normalize = false);

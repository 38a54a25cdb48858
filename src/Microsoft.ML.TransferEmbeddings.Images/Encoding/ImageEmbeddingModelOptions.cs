namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What overrides an image model's own files. Immutable.</summary>
public sealed class ImageEmbeddingModelOptions
{
    /// <summary>How images are prepared. Null: as the model's files say (<see cref="ImagePreprocessing.FromDirectory"/>).</summary>
    public ImagePreprocessing? Preprocessing { get; init; }

    /// <summary>What makes the vector; what the classifier sees by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not valid.</exception>
    public ImageOutput Output
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Output), value, "The output must be Features, Logits or Probabilities.");
    }

    /// <summary>
    /// Tensors of the graph whose pooled values make the vector side by side, in this order, in place of <see cref="Output"/>; <see cref="ImageEmbeddingModel.Layers"/>
    /// lists them. Null for none.
    /// </summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>How layers become vectors. Null: the mean of maps, the first token of token sequences.</summary>
    public ImagePooling? Pooling { get; init; }

    /// <summary>Whether the vector is the mean of the image's and its mirror image's, which takes twice the time; false by default.</summary>
    public bool FlipAveraging { get; init; }

    /// <summary>Whether vectors are divided by their length (L2), as comparisons by cosine want them; false by default.</summary>
    public bool Normalize { get; init; }

    /// <summary>The order of the graph's input. Null: what its shape says, channels first where it says nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not valid.</exception>
    public ImageLayout? Layout
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Layout), value, "The layout must be ChannelsFirst or ChannelsLast.");
    }

    /// <summary>The ONNX file to use, by its path in the folder. Null: model.onnx or vision_model.onnx, in onnx/ or in the folder itself, else the most exact of the others.</summary>
    public string? GraphFile { get; init; }
}

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings that override those of an image model's files. Immutable.</summary>
public sealed class ImageEmbeddingModelOptions
{
    /// <summary>Preparation of the images; null, the default, for that of the model's files (<see cref="ImagePreprocessing.FromDirectory"/>).</summary>
    public ImagePreprocessing? Preprocessing { get; init; }

    /// <summary>Output that makes the vector; default <see cref="ImageOutput.Features"/>, the input of the classifier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageOutput Output
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Output), value, "The output must be Features, Logits or Probabilities.");
    }

    /// <summary>
    /// Names of tensors of the graph whose pooled values make the vector, side by side in this order, in place of <see cref="Output"/>;
    /// <see cref="ImageEmbeddingModel.Layers"/> lists them. Null, the default, for <see cref="Output"/>.
    /// </summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Pooling of layers to vectors; null, the default, for the mean of maps and the first token of token sequences.</summary>
    public ImagePooling? Pooling { get; init; }

    /// <summary>Whether the vector is the mean of those of the image and its mirror image, which takes twice the time; default false.</summary>
    public bool FlipAveraging { get; init; }

    /// <summary>Whether vectors are divided by their length (L2), as comparisons by cosine need; default false.</summary>
    public bool Normalize { get; init; }

    /// <summary>Layout of the graph's input; null, the default, for the one that its shape shows, and channels first if it shows none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageLayout? Layout
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Layout), value, "The layout must be ChannelsFirst or ChannelsLast.");
    }

    /// <summary>Path in the folder of the ONNX file to use; null, the default, for model.onnx or vision_model.onnx, in onnx/ or in the folder itself, or else the most
    /// exact of the others.</summary>
    public string? GraphFile { get; init; }
}

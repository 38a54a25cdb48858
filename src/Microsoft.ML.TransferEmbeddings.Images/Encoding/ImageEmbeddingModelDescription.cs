using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Description of an image model: what was found in its files and chosen for it. <see cref="EmbeddingModelDescription.ToString"/> returns a table for
/// reading. Immutable.</summary>
public sealed class ImageEmbeddingModelDescription : EmbeddingModelDescription
{
    internal ImageEmbeddingModelDescription()
    {
    }

    /// <summary>Name of the graph's input.</summary>
    public required string InputName { get; init; }

    /// <summary>Element type of the graph's input: "Float", "Float16" or "UInt8".</summary>
    public required string InputType { get; init; }

    /// <summary>Preparation of the images, including the layout of the graph's input.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>Names of the tensors that make the vector, in the order of their parts.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Pooling of the layers; null for the mean of maps and the first token of sequences.</summary>
    public required ImagePooling? Pooling { get; init; }

    /// <summary>Whether the vector is the mean of those of the image and its mirror image.</summary>
    public required bool FlipAveraging { get; init; }

    /// <summary>Whether vectors are divided by their length (L2).</summary>
    public required bool Normalize { get; init; }

    /// <summary>Name of the ONNX file.</summary>
    public required string WeightsFile { get; init; }

    /// <summary>Type of most weights, such as "float32" or "int8".</summary>
    public required string Precision { get; init; }

    /// <summary>License that the front matter of README.md names; null if it names none.</summary>
    public required string? License { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> Lines() =>
    [
        new("dimension", Dimension.ToString(CultureInfo.InvariantCulture)),
        new("input", $"{InputName}, {InputType}, {(Preprocessing.Layout == ImageLayout.ChannelsFirst ? "channels first" : "channels last")}"),
        new("preparation", Preprocessing.ToString()),
        new("layers", string.Join(", ", Layers)),
        new("pooling", Pooling?.ToString() ?? "mean of maps, cls of sequences"),
        new("flip averaging", FlipAveraging ? "yes" : "no"),
        new("normalized", Normalize ? "yes" : "no"),
        new("weights", $"{WeightsFile}, {Precision}"),
        new("device", Device),
        new("license", License ?? "not stated"),
        new("fingerprint", Fingerprint),
    ];
}

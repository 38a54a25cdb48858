using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What was found in an image model's files and chosen for it. <see cref="ToString"/> is a table for reading. Immutable.</summary>
public sealed class ImageEmbeddingModelDescription
{
    internal ImageEmbeddingModelDescription()
    {
    }

    /// <summary>The length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>The name of the graph's input.</summary>
    public required string InputName { get; init; }

    /// <summary>The type of the graph's input: "Float", "Float16" or "UInt8".</summary>
    public required string InputType { get; init; }

    /// <summary>How images are prepared, with the order of the graph's input.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>The names of the tensors that make the vector.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>How layers become vectors; null for the mean of maps and the first token of sequences.</summary>
    public required ImagePooling? Pooling { get; init; }

    /// <summary>Whether an image counts together with its mirror image.</summary>
    public required bool FlipAveraging { get; init; }

    /// <summary>Whether vectors are divided by their length.</summary>
    public required bool Normalize { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string WeightsFile { get; init; }

    /// <summary>The type of most weights, such as "float32" or "int8".</summary>
    public required string Precision { get; init; }

    /// <summary>The license that the front matter of README.md names; null where it names none.</summary>
    public required string? License { get; init; }

    /// <summary>Names the model by content: equal fingerprints give equal vectors.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>A line a property.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line("dimension", Dimension);
        Line("input", $"{InputName}, {InputType}, {(Preprocessing.Layout == ImageLayout.ChannelsFirst ? "channels first" : "channels last")}");
        Line("preparation", Preprocessing);
        Line("layers", string.Join(", ", Layers));
        Line("pooling", Pooling?.ToString() ?? "mean of maps, cls of sequences");
        Line("flip averaging", FlipAveraging ? "yes" : "no");
        Line("normalised", Normalize ? "yes" : "no");
        Line("weights", $"{WeightsFile}, {Precision}");
        Line("license", License ?? "not stated");
        text.Append($"{"fingerprint",-16}{Fingerprint}");
        return text.ToString();

        void Line(string name, object value) => text.Append($"{name,-16}{value}").Append('\n');
    }
}

using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Description of a model. <see cref="ToString"/> returns a table for reading. Immutable.</summary>
public class EmbeddingModelDescription
{
    private const int NameWidth = 16;

    /// <summary>Creates a description.</summary>
    public EmbeddingModelDescription()
    {
    }

    /// <summary>Kind of encoder, such as "onnx-text".</summary>
    public required string Kind { get; init; }

    /// <summary>Length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Hash of the model's content: models with equal fingerprints give equal vectors.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Device that the model itself runs on: "CPU". A stage runs where its context says: <see cref="EmbeddingTransformer.Device"/>.</summary>
    public string Device { get; init; } = "CPU";

    /// <summary>Names of the model's files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Returns a line for each property.</summary>
    public override string ToString() => string.Join('\n', Lines().Select(line => line.Key.PadRight(NameWidth) + line.Value));

    /// <summary>Returns the lines of <see cref="ToString"/>, each a name and a value.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Lines() =>
    [
        new("kind", Kind),
        new("dimension", Dimension.ToString(CultureInfo.InvariantCulture)),
        new("device", Device),
        new("files", Files.Count == 0 ? "none" : string.Join(", ", Files)),
        new("fingerprint", Fingerprint),
    ];
}

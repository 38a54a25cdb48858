using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Description of a text model: what was found in its files and chosen for it. <see cref="EmbeddingModelDescription.ToString"/> returns a table for
/// reading. Immutable.</summary>
public sealed class TextEmbeddingModelDescription : EmbeddingModelDescription
{
    internal TextEmbeddingModelDescription()
    {
    }

    /// <summary>Maximum number of tokens of a text, including special tokens and prompt; null for no limit.</summary>
    public required int? MaxTokens { get; init; }

    /// <summary>Pooling of the token vectors; null if the graph pools.</summary>
    public required TextPooling? Pooling { get; init; }

    /// <summary>
    /// Whether <see cref="Pooling"/> is a guess, the mean: neither the folder nor the options name a pooling, and the graph gives token vectors alone. A stage of such a
    /// model warns in the log when it is made.
    /// </summary>
    public required bool IsPoolingAssumed { get; init; }

    /// <summary>Output of the ONNX graph that is used, such as "last_hidden_state" or "sentence_embedding"; null for a model without a graph.</summary>
    public required string? GraphOutput { get; init; }

    /// <summary>Class names in sentence-transformers of the modules after the pooling, including "Truncate" and a last "Normalize" that the options add.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Prompts of the model's folder, by name. The one in use is <see cref="Prompt"/>.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>Prompt that is put before every text; empty for none.</summary>
    public required string Prompt { get; init; }

    /// <summary>Handling of texts with more than <see cref="MaxTokens"/> tokens.</summary>
    public required LongText LongText { get; init; }

    /// <summary>Name of the file with the vocabulary.</summary>
    public required string TokenizerFile { get; init; }

    /// <summary>Number of ids of the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Name of the file with the weights, an ONNX graph or a table.</summary>
    public required string WeightsFile { get; init; }

    /// <summary>Type of most weights, such as "float32" or "int8".</summary>
    public required string Precision { get; init; }

    /// <summary>License that the front matter of README.md names; null if it names none.</summary>
    public required string? License { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> Lines() =>
    [
        new("dimension", Dimension.ToString(CultureInfo.InvariantCulture)),
        new("maximum tokens", MaxTokens is null ? "all" : $"{MaxTokens} ({LongText})"),
        new("pooling", Pooling is null ? $"by the graph ({GraphOutput})" : IsPoolingAssumed ? $"{Pooling} (assumed: neither the folder nor the options name one)" : Pooling.ToString()),
        new("modules", Modules.Count == 0 ? "none" : string.Join(", ", Modules)),
        new("prompt", Prompt.Length == 0 ? "none" : $"\"{Prompt}\""),
        new("known prompts", Prompts.Count == 0 ? "none" : string.Join(", ", Prompts.Keys)),
        new("tokenizer", $"{TokenizerFile}, {VocabularySize} ids"),
        new("weights", $"{WeightsFile}, {Precision}"),
        new("device", Device),
        new("license", License ?? "not stated"),
        new("fingerprint", Fingerprint),
    ];
}

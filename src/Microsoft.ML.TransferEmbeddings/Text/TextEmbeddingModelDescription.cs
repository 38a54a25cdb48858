using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What was found in a model's files and chosen for it. <see cref="EmbeddingModelDescription.ToString"/> is a table for reading. Immutable.</summary>
public sealed class TextEmbeddingModelDescription : EmbeddingModelDescription
{
    internal TextEmbeddingModelDescription()
    {
    }

    /// <summary>Tokens of a text that count, special tokens and prompt included; null for all.</summary>
    public required int? MaxTokens { get; init; }

    /// <summary>How token vectors become one; null where the graph does it by itself.</summary>
    public required TextPooling? Pooling { get; init; }

    /// <summary>The modules after the pooling by their class names in sentence-transformers, with "Truncate" and a last "Normalize" where asked for.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>The prompts by name; which stands before every text is <see cref="Prompt"/>.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>What stands before every text; empty for nothing.</summary>
    public required string Prompt { get; init; }

    /// <summary>What happens to a text with more tokens.</summary>
    public required LongText LongText { get; init; }

    /// <summary>The file with the vocabulary.</summary>
    public required string TokenizerFile { get; init; }

    /// <summary>Ids of the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The file with the weights: an ONNX graph or a table.</summary>
    public required string WeightsFile { get; init; }

    /// <summary>Type of most weights, such as "float32" or "int8".</summary>
    public required string Precision { get; init; }

    /// <summary>License that the front matter of README.md names; null if it names none.</summary>
    public required string? License { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> Lines() =>
    [
        new("dimension", Dimension.ToString(CultureInfo.InvariantCulture)),
        new("maximum tokens", MaxTokens is null ? "all" : string.Create(CultureInfo.InvariantCulture, $"{MaxTokens} ({LongText})")),
        new("pooling", Pooling?.ToString() ?? "by the graph"),
        new("modules", Modules.Count == 0 ? "none" : string.Join(", ", Modules)),
        new("prompt", Prompt.Length == 0 ? "none" : $"\"{Prompt}\""),
        new("known prompts", Prompts.Count == 0 ? "none" : string.Join(", ", Prompts.Keys)),
        new("tokenizer", string.Create(CultureInfo.InvariantCulture, $"{TokenizerFile}, {VocabularySize} ids")),
        new("weights", $"{WeightsFile}, {Precision}"),
        new("license", License ?? "not stated"),
        new("fingerprint", Fingerprint),
    ];
}

using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What was found in a model's files and chosen for it. <see cref="ToString"/> is a table for reading. Immutable.</summary>
public sealed class TextEmbeddingModelDescription
{
    internal TextEmbeddingModelDescription()
    {
    }

    /// <summary>The length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Tokens of a text that count, special tokens and prompt included; null for all.</summary>
    public required int? MaxTokens { get; init; }

    /// <summary>How token vectors become one; null where the graph does it by itself.</summary>
    public required TextPooling? Pooling { get; init; }

    /// <summary>The modules behind the pooling by their class names in sentence-transformers, with "Truncate" and a last "Normalize" where asked for.</summary>
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
        Line("maximum tokens", MaxTokens is null ? "all" : $"{MaxTokens} ({LongText})");
        Line("pooling", Pooling?.ToString() ?? "by the graph");
        Line("modules", Modules.Count == 0 ? "none" : string.Join(", ", Modules));
        Line("prompt", Prompt.Length == 0 ? "none" : $"\"{Prompt}\"");
        Line("known prompts", Prompts.Count == 0 ? "none" : string.Join(", ", Prompts.Keys));
        Line("tokenizer", $"{TokenizerFile}, {VocabularySize} ids");
        Line("weights", $"{WeightsFile}, {Precision}");
        Line("license", License ?? "not stated");
        text.Append($"{"fingerprint",-16}{Fingerprint}");
        return text.ToString();

        void Line(string name, object value) => text.Append($"{name,-16}{value}").Append('\n');
    }
}

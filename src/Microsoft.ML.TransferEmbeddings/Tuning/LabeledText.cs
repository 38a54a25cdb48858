using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A text and its class. Immutable.</summary>
/// <param name="Text">The text; null becomes an empty text.</param>
/// <param name="Label">Name of the class.</param>
public readonly record struct LabeledText([AllowNull] string Text, string Label)
{
    /// <summary>The text.</summary>
    public string Text { get; init => field = value ?? ""; } = Text ?? "";
}

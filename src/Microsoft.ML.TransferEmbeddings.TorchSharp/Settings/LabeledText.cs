namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A text and its class. Immutable.</summary>
/// <param name="Text">The text.</param>
/// <param name="Label">Name of the class.</param>
public readonly record struct LabeledText(string Text, string Label);

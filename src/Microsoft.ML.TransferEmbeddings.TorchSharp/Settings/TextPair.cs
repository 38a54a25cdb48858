namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Two texts that belong together, such as a question and its answer, or two with a score. Immutable.</summary>
/// <param name="First">The first text.</param>
/// <param name="Second">The second text.</param>
/// <param name="Score">How similar the two are, on any scale, the same for all pairs; null, the default, if pairs have no score.</param>
public readonly record struct TextPair(string First, string Second, double? Score = null);

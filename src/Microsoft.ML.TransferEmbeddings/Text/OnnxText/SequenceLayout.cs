namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>What is where in a sequence of ids.</summary>
/// <param name="Length">Its ids.</param>
/// <param name="TextStart">Where the text itself begins, after the special tokens and the prompt. A text that is cut short or empty may end before.</param>
internal readonly record struct SequenceLayout(int Length, int TextStart);

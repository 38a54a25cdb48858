namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>What, besides graph and vocabulary, makes the vectors of an ONNX text encoder. Saved in the model zip.</summary>
/// <param name="MaxTokens">Tokens of a text that count, special ones included.</param>
/// <param name="Pooling">Used where the graph gives token vectors.</param>
/// <param name="Normalize">Whether vectors are divided by their length.</param>
/// <param name="Vocabulary">How a vocab.txt is used; null with a tokenizer.json, which says it itself.</param>
internal sealed record OnnxTextSettings(
    int MaxTokens, TextPooling Pooling, bool Normalize, VocabularySettings? Vocabulary);

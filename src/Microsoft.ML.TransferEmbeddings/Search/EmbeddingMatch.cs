namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An embedding that a search found.</summary>
/// <param name="Index">Its place in the order in which embeddings were added, from 0.</param>
/// <param name="Score">Its dot product with the query: the cosine where both have length 1.</param>
public readonly record struct EmbeddingMatch(int Index, float Score);

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An embedding that a search found. Immutable.</summary>
public sealed class EmbeddingMatch
{
    internal EmbeddingMatch(int index, float score) => (Index, Score) = (index, score);

    /// <summary>Index of the embedding where it was found, from 0: of <see cref="QuantizedEmbeddings"/> in the order in which embeddings were added.</summary>
    public int Index { get; }

    /// <summary>
    /// Dot product with the query, which is the cosine if both have length 1; of a <see cref="VectorIndex"/> with <see cref="VectorSimilarity.Cosine"/> always the cosine,
    /// and with <see cref="VectorSimilarity.Euclidean"/> the distance with a minus sign.
    /// </summary>
    public float Score { get; }

    /// <summary>Returns the index and the score, for reading.</summary>
    public override string ToString() => $"{Index}: {Score}";
}

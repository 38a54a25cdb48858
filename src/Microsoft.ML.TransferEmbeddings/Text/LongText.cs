namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What happens to a text that has more tokens than the model takes.</summary>
public enum LongText
{
    /// <summary>The rest is cut off, as in sentence-transformers. Such texts are counted: <see cref="EmbeddingTransformer.TruncatedInputs"/>.</summary>
    Truncate,

    /// <summary>
    /// The text is cut into chunks of the most tokens that the model takes, each between the special tokens and after the prompt; neighbors share
    /// <see cref="TextEmbeddingModelOptions.ChunkOverlap"/> tokens. The chunks' pooled vectors are averaged, weighted by their tokens, before the
    /// modules after the pooling. A static model, which is a mean of all tokens anyway, takes the whole text instead.
    /// </summary>
    ChunkAndAverage,
}

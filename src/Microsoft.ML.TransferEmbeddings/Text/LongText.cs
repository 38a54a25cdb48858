namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways to handle a text with more tokens than the model takes.</summary>
public enum LongText
{
    /// <summary>Cuts off the rest, as sentence-transformers does. Such texts are counted: <see cref="EmbeddingTransformer.TruncatedInputs"/>.</summary>
    Truncate,

    /// <summary>
    /// Splits the text into chunks of the maximum number of tokens, each with the special tokens and the prompt. Neighboring chunks share
    /// <see cref="TextEmbeddingModelOptions.ChunkOverlap"/> tokens. The pooled vectors of the chunks are averaged, weighted by their numbers of tokens, before the modules
    /// after the pooling. A static model, which averages all tokens anyway, takes the whole text instead.
    /// </summary>
    ChunkAndAverage,
}

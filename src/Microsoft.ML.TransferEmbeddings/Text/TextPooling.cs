namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How the vectors of a text's tokens become the text's vector. Padding never counts.</summary>
public enum TextPooling
{
    /// <summary>The mean of all tokens, special tokens included, as sentence-transformers' <c>pooling_mode_mean_tokens</c>.</summary>
    Mean,

    /// <summary>The first token, [CLS] in BERT's family.</summary>
    Cls,

    /// <summary>The largest value of each dimension.</summary>
    Max,
}

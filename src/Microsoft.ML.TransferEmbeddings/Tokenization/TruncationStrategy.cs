namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Which text of a pair is cut; names as in tokenizer.json.</summary>
internal enum TruncationStrategy
{
    /// <summary>The longer one, then both.</summary>
    LongestFirst,

    OnlyFirst,

    OnlySecond,
}

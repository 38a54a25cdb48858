namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Which text of a pair is cut; the names are tokenizer.json's.</summary>
internal enum TruncationStrategy
{
    /// <summary>The longer one, then both.</summary>
    LongestFirst,

    OnlyFirst,

    OnlySecond,
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>Treatment of a delimiter; names as in tokenizer.json.</summary>
internal enum SplitBehavior
{
    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It is a word of its own.</summary>
    Isolated,

    /// <summary>It ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the word after it.</summary>
    MergedWithNext,

    /// <summary>Adjacent delimiters are one word.</summary>
    Contiguous,
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>Order in which a repetition tries its counts.</summary>
internal enum RegexGreed
{
    /// <summary>As many as possible, fewer if the rest wants it.</summary>
    Greedy,

    /// <summary>As few as possible, more if the rest wants it.</summary>
    Lazy,

    /// <summary>As many as possible, whatever the rest wants.</summary>
    Possessive,
}

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>What a group does besides holding its body together. It decides only which patterns are malformed.</summary>
internal enum RegexGroupKind
{
    Options,

    /// <summary>(…), which captures only in a pattern without named groups.</summary>
    Unnamed,

    Named,
}

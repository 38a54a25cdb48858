namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A position that an anchor asks for.</summary>
internal enum RegexPosition
{
    /// <summary>At the beginning and after a newline that is not the last character.</summary>
    LineBegin,

    /// <summary>At the end and before a newline.</summary>
    LineEnd,

    TextBegin,

    TextEnd,

    /// <summary>At the end and before a newline that is the last character.</summary>
    LastLineEnd,

    WordBoundary,

    NoWordBoundary,
}
